/**
 * An inclusive gateway takes every flow whose condition holds, else the default flow (BPMN 2.0, 13.4.3). Which tokens it waits for
 * is decided where tokens arrive: `join.ts`.
 */
import { chooseFlows } from '../../behaviors/sequence-flow.ts';
import { passingGateway } from './passing-gateway.ts';

export const inclusiveGateway = passingGateway(chooseFlows);
