/** One file of decision tables. A chunk of its own: only who edits decisions loads it. */
import './decisions/decisions.css';
import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression-controls.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn-embedded.css';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import DmnModeler, { type DmnView } from 'dmn-js/lib/Modeler';
import { useEffect, useRef, useState } from 'react';
import { language, useText } from '../i18n/provider.ts';
import type { Editor, EditorProps } from './editor.ts';
import type { Canvas, CommandStack } from './modeler/process-modeler.ts';
import { decisionTranslations } from './modeler/translations/translate.ts';

const writeAfter = 250;

type Views = { all: DmnView[]; active: DmnView | undefined };

export default function DecisionEditor({ content, name, onChange, onState, onReady }: EditorProps) {
  const t = useText();
  const sheet = useRef<HTMLDivElement>(null);
  const [modeler, setModeler] = useState<DmnModeler | null>(null);
  const [views, setViews] = useState<Views>({ all: [], active: undefined });
  const [failure, setFailure] = useState<string | null>(null);
  const callbacks = useRef({ onChange, onState, onReady });
  callbacks.current = { onChange, onState, onReady };
  const first = useRef(content);

  useEffect(() => {
    if (sheet.current === null) return;
    const common = { additionalModules: [decisionTranslations(language())] };
    const made = new DmnModeler({
      container: sheet.current,
      drd: common,
      decisionTable: common,
      literalExpression: common,
      boxedExpression: common,
    });
    let isGone = false;
    let isPending = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isWritten = false;
    // a view forgets its changes when another is opened: from then on undoing does not lead back to the original
    let isReversible = true;
    const heard = new WeakSet<object>();

    async function flush(): Promise<void> {
      clearTimeout(timer);
      if (!isPending) return;
      isPending = false;
      const commands = made.getActiveViewer()?.get<CommandStack>('commandStack');
      if (isReversible && commands?.canUndo() === false) return callbacks.current.onChange(first.current);
      isWritten = true;
      const { xml } = await made.saveXML({ format: true });
      callbacks.current.onChange(xml);
    }
    function tell(): void {
      const commands = made.getActiveViewer()?.get<CommandStack>('commandStack');
      callbacks.current.onState({
        canUndo: commands?.canUndo() ?? false,
        canRedo: commands?.canRedo() ?? false,
      });
    }
    /** Each kind of view has a command stack of its own, and is made when it is first opened. */
    function listen(): void {
      const viewer = made.getActiveViewer();
      if (viewer === undefined) return;
      tell();
      const bus = viewer.get<{ on(event: string, listener: () => void): void }>('eventBus');
      if (heard.has(bus)) return;
      heard.add(bus);
      bus.on('commandStack.changed', () => {
        tell();
        // importing a view clears its command stack and says so: nothing was changed then
        if (
          !viewer.get<CommandStack>('commandStack').canUndo() &&
          !viewer.get<CommandStack>('commandStack').canRedo()
        )
          return;
        isPending = true;
        clearTimeout(timer);
        timer = setTimeout(() => void flush(), writeAfter);
      });
    }
    made.on('views.changed', ({ views: all, activeView: active }) => {
      if (isGone) return;
      if (isWritten || isPending) isReversible = false;
      setViews({ all, active });
      listen();
      if (active?.type === 'drd') clearOfPanels(made);
    });
    const opening = made.importXML(first.current).then(
      () => {
        if (isGone) return;
        setModeler(made);
        listen();
        void openOnlyDecision(made);
        callbacks.current.onReady(editorOf(made, flush));
      },
      (error: unknown) => {
        if (!isGone) setFailure(error instanceof Error ? error.message : String(error));
      },
    );
    return () => {
      isGone = true;
      setModeler(null);
      callbacks.current.onReady(null);
      void opening.then(flush).finally(() => made.destroy());
    };
  }, []);

  const position = views.all.findIndex((view) => view.element === views.active?.element);
  return (
    <Box
      className="designer-sheet"
      sx={{ display: 'flex', flexDirection: 'column', width: '100%', height: '100%', bgcolor: '#ffffff' }}
    >
      {views.all.length > 1 && modeler !== null && (
        <Tabs
          value={position < 0 ? false : position}
          onChange={(_, next: number) => {
            const view = views.all[next];
            if (view !== undefined) void modeler.open(view);
          }}
          variant="scrollable"
          sx={{ borderBottom: 1, borderColor: 'line', px: 2, flexShrink: 0, bgcolor: 'background.paper' }}
        >
          {views.all.map((view) => (
            <Tab
              key={`${view.type} ${view.element.id ?? ''}`}
              label={view.type === 'drd' ? t('designer.drd') : (view.element.name ?? view.element.id ?? name)}
            />
          ))}
        </Tabs>
      )}
      {failure !== null && (
        <Alert severity="error" sx={{ m: 2 }}>
          {t('designer.decisionFailed', { reason: failure })}
        </Alert>
      )}
      <Box
        ref={sheet}
        className="decision-sheet"
        role="application"
        aria-label={t('designer.canvas', { name })}
        sx={{ flex: 1, minHeight: 0, position: 'relative' }}
      />
    </Box>
  );
}

/** One decision needs no map of decisions: its table is what people come for. */
async function openOnlyDecision(modeler: DmnModeler): Promise<void> {
  const [only, ...more] = modeler.getViews().filter(({ type }) => type !== 'drd');
  if (only !== undefined && more.length === 0) await modeler.open(only);
}

/** Pixels that the palette and the box with the name take. */
const taken = { left: 96, top: 128 };

function clearOfPanels(modeler: DmnModeler): void {
  const canvas = modeler.getActiveViewer()?.get<Canvas>('canvas');
  if (canvas === undefined) return;
  const { inner, width, height } = canvas.viewbox();
  canvas.viewbox({ x: inner.x - taken.left, y: inner.y - taken.top, width, height });
}

function editorOf(modeler: DmnModeler, flush: () => Promise<void>): Editor {
  const commands = () => modeler.getActiveViewer()?.get<CommandStack>('commandStack');
  return {
    undo: () => commands()?.canUndo() && commands()?.undo(),
    redo: () => commands()?.canRedo() && commands()?.redo(),
    zoom: null,
    flush,
    show: (elementId) => {
      const view = modeler.getViews().find(({ element }) => element.id === elementId);
      if (view !== undefined) void modeler.open(view);
    },
  };
}
