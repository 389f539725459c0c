/** Random graphs of nodes and flows, sound or not. */
import fc from 'fast-check';
import type { ExecutableGraph } from '../../engine/index.ts';
import { compileProcess } from '../../engine/parse/compile-process.ts';
import { childrenOf, readBpmn } from '../../engine/parse/moddle.ts';
import { aProcess, timer } from './a-process.ts';

const kinds = [
  'task',
  'userTask',
  'serviceTask',
  'timer',
  'exclusive',
  'parallel',
  'inclusive',
  'choice',
] as const;

export interface RandomNode {
  kind: (typeof kinds)[number];
  /** From which of the nodes before a flow leads here, and to which of all nodes one leads on. */
  from: number;
  to: number[];
  boundary: 'none' | 'interrupting' | 'beside';
}

export const nodes = fc.array(
  fc.record<RandomNode>({
    kind: fc.constantFrom(...kinds),
    from: fc.nat(20),
    to: fc.array(fc.nat(20), { minLength: 0, maxLength: 2 }),
    boundary: fc.constantFrom('none', 'none', 'interrupting', 'beside'),
  }),
  { minLength: 2, maxLength: 10 },
);

const types = {
  task: 'task',
  userTask: 'userTask',
  serviceTask: 'serviceTask',
  timer: 'intermediateCatchEvent',
  exclusive: 'exclusiveGateway',
  parallel: 'parallelGateway',
  inclusive: 'inclusiveGateway',
  choice: 'eventBasedGateway',
};

/** Every node is reached from one before it; flows lead anywhere, so there are loops, and joins that nothing can satisfy. */
export async function compileGraph(drawn: RandomNode[]): Promise<ExecutableGraph> {
  const p = aProcess().startEvent('start');
  let flows = 0;
  const connect = (from: string, to: string): void => {
    flows++;
    const split = drawn[Number(from.slice(1))]?.kind;
    p.from(from);
    if (split === 'choice') {
      // an event-based gateway leads to events alone
      p.to(`e${flows}`, `f${flows}`).drawHere('intermediateCatchEvent', `e${flows}`, hours(1 + (flows % 3)));
      p.to(to, `g${flows}`);
    } else p.to(to, `f${flows}`);
  };
  for (const [index, { kind, from, to, boundary }] of drawn.entries()) {
    const id = `n${index}`;
    if (kind === 'userTask') p.drawHere('userTask', id, { extensions: '<zeebe:userTask/>' });
    else if (kind === 'serviceTask')
      p.drawHere('serviceTask', id, { extensions: '<zeebe:taskDefinition type="work"/>' });
    else p.drawHere(types[kind], id, kind === 'timer' ? hours(2) : {});
    connect(index === 0 ? 'start' : `n${from % index}`, id);
    // an event-based gateway without an event would wait for nothing
    const targets = kind === 'choice' && to.length === 0 ? [from] : to;
    for (const target of targets) connect(id, `n${target % drawn.length}`);
    if (boundary !== 'none' && kind.endsWith('Task')) {
      p.boundaryEvent(`b${index}`, id, timer('timeDuration', 'PT3H'), {
        attributes: { cancelActivity: boundary === 'interrupting' },
      }).to(`n${(index + from) % drawn.length}`, `h${index}`);
    }
  }
  const read = await readBpmn(p.resource().content);
  if (!read.ok) throw new Error(read.message.en);
  const process = childrenOf(read.definitions, 'rootElements').find((it) => it.$type === 'bpmn:Process');
  if (!process) throw new Error('no process');
  // without validation, which would refuse what cannot end
  const compiled = compileProcess(process, 'random.bpmn', () => {});
  return { hash: '', processes: { process: compiled }, decisions: {}, forms: {}, jobTypes: {} };
}

const hours = (count: number) => ({ children: timer('timeDuration', `PT${count}H`) });
