/** What the worker of `handwritten` runs. */
export { child, children } from '../scale/children.ts';
export { handling } from './handwritten.ts';
