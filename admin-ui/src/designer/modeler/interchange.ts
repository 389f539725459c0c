/** What other tools wrote into a file stays in it when the designer saves: see engine/parse/interchange.ts. */
import {
  type Prepared,
  prepareToWrite,
  type Unresolved,
  unresolvedAmong,
} from '../../../../engine/parse/interchange.ts';
import type { ProcessModeler } from './process-modeler.ts';

export function keepWhatIsNotOurs(modeler: ProcessModeler): void {
  let unresolved: Unresolved[] = [];
  let prepared: Prepared | null = null;
  modeler.on('import.parse.complete', ({ warnings }: { warnings?: object[] }) => {
    unresolved = unresolvedAmong(warnings ?? []);
  });
  modeler.on('saveXML.start', ({ definitions }: { definitions: object }) => {
    prepared = prepareToWrite(definitions, unresolved);
  });
  modeler.on('saveXML.serialized', ({ xml }: { xml: string }) => prepared?.finish(xml));
  modeler.on('saveXML.done', () => {
    prepared?.undo();
    prepared = null;
  });
}
