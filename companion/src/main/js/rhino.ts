/** What the companion needs in Rhino. */
import './repairs.ts';
export * from './values.ts';
