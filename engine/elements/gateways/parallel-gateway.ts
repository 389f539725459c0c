/** A parallel gateway takes all its flows. That it waits for all incoming ones is decided where tokens arrive: `join.ts`. */
import { outgoingFlows } from '../../behaviors/sequence-flow.ts';
import { passingGateway } from './passing-gateway.ts';

export const parallelGateway = passingGateway(outgoingFlows);
