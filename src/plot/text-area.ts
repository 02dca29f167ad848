/** The space that a chart has. */
export interface TextArea {
  readonly width: number;
  readonly height: number;
  readonly colors: boolean;
}
