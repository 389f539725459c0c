/**
 * Answers in place of data. Who explores, simulates or animates a process has no variables: an oracle says which flows a token takes
 * and what expressions are worth (`RunOptions.oracle`). Without one everything is evaluated.
 */
import type { FlowElement, Template } from './elements/element.ts';
import type { Variables } from './state/instance-state.ts';

/** What an expression is needed for. */
export type Expected = 'value' | 'string' | 'boolean' | 'integer' | 'list' | 'names';

export interface Oracle {
  /**
   * The flows that a token takes out of `element`, of `flows`, its outgoing ones in document order; null leaves it to their
   * conditions. `rule`: `one` at an exclusive gateway, else `any`. `visible`: the variables that conditions would see.
   */
  chooseFlows?(
    element: FlowElement,
    flows: FlowElement[],
    rule: 'one' | 'any',
    visible: () => Variables,
  ): FlowElement[] | null;
  /** What a FEEL expression (a template with its leading `=`) is worth where it sees `visible`; undefined has it evaluated. */
  evaluate?(template: Template, expected: Expected, visible: Variables): unknown;
}
