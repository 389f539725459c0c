/** What other tools wrote into a file stays in it when the designer saves: see engine/parse/interchange.ts. */
import {
  type Prepared,
  prepareToWrite,
  type Unresolved,
  unresolvedAmong,
} from '../../../../engine/parse/interchange.ts';

/** bpmn-js, as far as it is used here. */
interface Modeler {
  on<E>(event: string, listener: (event: E) => unknown): void;
  get<T>(service: string): T;
  getDefinitions(): unknown;
}

type Registry = { getAll(): { di?: unknown }[] };
type Plane = { get(property: 'planeElement'): unknown[] };
type Definitions = { diagrams?: { plane?: Plane }[] };

export function keepWhatIsNotOurs(modeler: Modeler): void {
  let unresolved: Unresolved[] = [];
  let undrawn: { plane: Plane; shape: unknown }[] = [];
  let prepared: Prepared | null = null;
  modeler.on('import.parse.complete', ({ warnings }: { warnings?: object[] }) => {
    unresolved = unresolvedAmong(warnings ?? []);
  });
  modeler.on('import.done', () => {
    undrawn = undrawnOf(modeler);
  });
  modeler.on('saveXML.start', ({ definitions }: { definitions: object }) => {
    // by now bpmn-js has put down what is drawn, in its order
    for (const { plane, shape } of undrawn) {
      const shapes = plane.get('planeElement');
      if (!shapes.includes(shape)) shapes.push(shape);
    }
    prepared = prepareToWrite(definitions, unresolved);
  });
  modeler.on('saveXML.serialized', ({ xml }: { xml: string }) => prepared?.finish(xml));
  modeler.on('saveXML.done', () => {
    prepared?.undo();
    prepared = null;
  });
}

/** Shapes that bpmn-js knows no place for, as those of a process outside of every pool. It would leave them out. */
function undrawnOf(modeler: Modeler): { plane: Plane; shape: unknown }[] {
  const drawn = new Set(
    modeler
      .get<Registry>('elementRegistry')
      .getAll()
      .map(({ di }) => di),
  );
  const { diagrams = [] } = (modeler.getDefinitions() ?? {}) as Definitions;
  return diagrams.flatMap(({ plane }) =>
    (plane?.get('planeElement') ?? [])
      .filter((shape) => !drawn.has(shape))
      .flatMap((shape) => (plane ? { plane, shape } : [])),
  );
}
