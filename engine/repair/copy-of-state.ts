import type { InstanceState } from '../state/instance-state.ts';

/** A state of its own: plain JSON is all there is to it. */
export const copyOf = (state: InstanceState): InstanceState => JSON.parse(JSON.stringify(state));
