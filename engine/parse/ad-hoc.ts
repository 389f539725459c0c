/** What a file says about an ad-hoc sub-process. */
import type { AdHoc, AdHocOffer } from '../elements/element.ts';
import { bodyOf, childrenOf, extensionOf, type ModdleElement, textOf } from './moddle.ts';

/** `selectable` are the elements inside that no flow leads to. */
export function readAdHoc(node: ModdleElement, selectable: ModdleElement[]): AdHoc {
  const extended = extensionOf(node, 'zeebe:AdHoc');
  return {
    sequential: node.ordering === 'Sequential',
    activeElements: textOf(extended, 'activeElementsCollection'),
    outputCollection: textOf(extended, 'outputCollection'),
    outputElement: textOf(extended, 'outputElement'),
    completionCondition: bodyOf(node, 'completionCondition'),
    cancelRemaining: node.cancelRemainingInstances !== false,
    offers: selectable.map(readOffer),
  };
}

// helpers ////////////////////////////////////////////////////////////

function readOffer(element: ModdleElement): AdHocOffer {
  const documentation = textOf(childrenOf(element, 'documentation')[0] ?? null, 'text');
  const properties = childrenOf(extensionOf(element, 'zeebe:Properties'), 'properties').map(
    (property): [string, string] => [textOf(property, 'name') ?? '', textOf(property, 'value') ?? ''],
  );
  return {
    elementId: element.id ?? '',
    ...(element.name ? { elementName: element.name } : {}),
    ...(documentation === null ? {} : { documentation }),
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
  };
}
