/** Of parts of graphs: what compiles from the same source is written the same. */
export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
