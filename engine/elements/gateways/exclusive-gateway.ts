/** An exclusive gateway takes the first flow whose condition holds (BPMN 2.0, 13.4.2). */
import { chooseOneFlow } from '../../behaviors/sequence-flow.ts';
import { passingGateway } from './passing-gateway.ts';

export const exclusiveGateway = passingGateway(chooseOneFlow);
