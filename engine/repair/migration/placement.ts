/** Where each element instance will be: what it becomes, and in which scope, of which some may have to begin and others to end. */
import { type FlowElement, isBody } from '../../elements/element.ts';
import type { ElementInstance, InstanceState } from '../../state/instance-state.ts';
import type { Translation } from './mapping.ts';

/** A live scope, and the containers inside it that begin around what moves into them, the outermost first. */
export interface Home {
  scope: string;
  around: FlowElement[];
}

export class Placement {
  readonly #state: InstanceState;
  readonly #translation: Translation;
  /** What live elements become: these are no new scopes. */
  readonly #live = new Set<string>();

  constructor(state: InstanceState, translation: Translation) {
    this.#state = state;
    this.#translation = translation;
    for (const instance of Object.values(state.instances)) {
      const to = this.elementFor(instance);
      if (to) this.#live.add(`${translation.processId(instance.processId)} ${to.id}`);
    }
  }

  elementFor = ({ processId, elementId }: ElementInstance): FlowElement | null =>
    this.#translation.element(processId, elementId);

  /** A sub-process that the new version does not have: what is inside goes to the scope around. */
  isDissolved(instance: ElementInstance): boolean {
    const { type, scope, phase, undo, restored } = instance;
    if (type !== 'subProcess' && type !== 'transaction') return false;
    if (scope === null || phase !== 'active' || undo || restored) return false;
    if (isBody(this.#state.instances[scope]?.type ?? 'process')) return false;
    return this.elementFor(instance) === null;
  }

  /** Where what becomes `to` goes, whose scope is `scope` now. Null: there is no such place. */
  homeOf(scope: ElementInstance, to: FlowElement): Home | null {
    let outer: ElementInstance | undefined = scope;
    while (outer && this.isDissolved(outer)) outer = this.#state.instances[outer.scope ?? ''];
    const container = outer && this.elementFor(outer);
    if (!outer || !container) return null;
    const process = this.#translation.process(outer.processId);
    const around: FlowElement[] = [];
    const inside = container.type === 'adHocSubProcessInnerInstance' ? container.parent : container.id;
    for (let id = to.parent; id !== inside; ) {
      const element: FlowElement | undefined = process?.elements[id];
      if (!element || !this.#canBegin(outer, element)) return null;
      around.unshift(element);
      id = element.parent;
    }
    return { scope: outer.key, around };
  }

  #canBegin({ processId }: ElementInstance, element: FlowElement): boolean {
    const { type, id, multiInstance, loop, isForCompensation } = element;
    if (type !== 'subProcess' && type !== 'transaction') return false;
    if (multiInstance || loop || isForCompensation) return false;
    return !this.#live.has(`${this.#translation.processId(processId)} ${id}`);
  }
}
