/**
 * How large a file may be. What is larger was not written by people: it is refused before anything is built of it, so that reading
 * a hostile file costs little time and memory. Ten times what the largest real models need.
 */
export const limits = {
  /** UTF-16 code units of a file. A file on disk may have as many bytes. */
  characters: 10_000_000,
  /** Elements of an XML file. */
  elements: 100_000,
  /** Children of one element. */
  children: 50_000,
  /** Elements within elements, or JSON values within values. */
  depth: 200,
  attributesOfAnElement: 1_000,
  /** Characters of one expression. */
  expression: 30_000,
} as const;
