/** The designer's drawing tool without its panels: what drawn.test.ts makes a bundle of. */
import imported from 'bpmn-js/lib/Modeler.js';
import { keepWhatIsNotOurs } from '../../admin-ui/src/designer/modeler/interchange.ts';
import { moddlePackages } from '../../engine/parse/interchange.ts';

/** The package's types are those of a CommonJS module, which it is not. */
const Modeler = imported as unknown as typeof imported.default;

export interface Drawn {
  xml: string;
  /** How many shapes and connections are drawn, on all planes. */
  elements: number;
}

export async function drawAndWrite(xml: string): Promise<Drawn> {
  const container = document.body.appendChild(document.createElement('div'));
  const modeler = new Modeler({ container, moddleExtensions: moddlePackages });
  keepWhatIsNotOurs(modeler);
  await modeler.importXML(xml);
  const { xml: written = '' } = await modeler.saveXML({ format: true });
  const elements = container.querySelectorAll('.djs-element').length;
  modeler.destroy();
  return { xml: written, elements };
}
