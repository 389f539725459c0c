import { childOf, childrenOf, type ModdleElement } from './moddle.ts';

/**
 * The associations of a process, of any depth. Modelers that draw pools may keep them with the collaboration instead; where they are
 * kept says nothing about what they connect.
 */
export function associationsOf(process: ModdleElement): { source: ModdleElement; target: ModdleElement }[] {
  const collaborations = childrenOf(childOf(process, '$parent'), 'rootElements').filter(
    (it) => it.$type === 'bpmn:Collaboration',
  );
  const found: { source: ModdleElement; target: ModdleElement }[] = [];
  const open = [...collaborations, process];
  for (let container = open.pop(); container; container = open.pop()) {
    for (const artifact of childrenOf(container, 'artifacts')) {
      const source = childOf(artifact, 'sourceRef');
      const target = childOf(artifact, 'targetRef');
      if (artifact.$type === 'bpmn:Association' && source && target) found.push({ source, target });
    }
    open.push(...childrenOf(container, 'flowElements').filter((it) => Array.isArray(it.flowElements)));
  }
  return found;
}
