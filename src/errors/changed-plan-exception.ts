import { IllegalArgumentException } from './illegal-argument-exception.ts';

/** The checkpoint was created by a different plan, and Spark could not resume it, or would silently compute something else. */
export class ChangedPlanException extends IllegalArgumentException {
  /** The path or URI of the checkpoint. */
  readonly location: string;
  /** One clause per difference, such as `the window was "10 seconds" and is now "20 seconds"`. */
  readonly differences: readonly string[];

  constructor(location: string, differences: readonly string[]) {
    super(
      `The checkpoint at ${location} was created by a different plan: ${differences.join('; ')}. Start with a new checkpointLocation, go back to the plan as it was, or pass { acceptChangedPlan: true } where you know that Spark can go on with it.`,
    );
    this.location = location;
    this.differences = differences;
  }
}
