/** One diagram with its properties beside it. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import { useCallback, useEffect, useRef, useState } from 'react';
import { language, useText } from '../i18n/provider.ts';
import type { Editor, EditorProps } from './editor.ts';
import {
  type Canvas,
  type CommandStack,
  createProcessModeler,
  type DrawnElement,
  fitDrawing,
  type LintNames,
  type ProcessModeler,
  setLintNames,
  setTemplates,
  showDrawing,
  showElement,
  type TemplateService,
} from './modeler/process-modeler.ts';
import { processTranslate } from './modeler/translations/translate.ts';
import { translatePanel } from './modeler/translations/translate-panel.ts';
import { TemplateChooser } from './TemplateChooser.tsx';
import type { ElementTemplate } from './templates.ts';

type Props = EditorProps & { names: LintNames; templates: readonly ElementTemplate[]; isPanelOpen: boolean };

/** So that a row of changes is written down once. Milliseconds. */
const writeAfter = 250;
/** The properties panel listens only after its first effect has run; what is selected before that it never hears of. */
const panelReadyAfter = 60;

export function BpmnEditor({
  content,
  name,
  names,
  templates,
  isPanelOpen,
  onChange,
  onState,
  onReady,
}: Props) {
  const t = useText();
  const sheet = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [modeler, setModeler] = useState<ProcessModeler | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [choosing, setChoosing] = useState<DrawnElement | null>(null);
  const callbacks = useRef({ onChange, onState, onReady });
  callbacks.current = { onChange, onState, onReady };
  const first = useRef({ content, names });

  useEffect(() => {
    if (sheet.current === null || panel.current === null) return;
    const { content: original, names: firstNames } = first.current;
    const made = createProcessModeler({
      container: sheet.current,
      panel: panel.current,
      language: language(),
      names: firstNames,
    });
    let isGone = false;
    const endTranslation = translatePanel(panel.current, processTranslate(language()));
    const sizes = new ResizeObserver(() => made.get<Canvas>('canvas').resized());
    sizes.observe(sheet.current);
    const writer = createWriter(made, original, (xml) => callbacks.current.onChange(xml));

    made.on('commandStack.changed', () => {
      const commands = made.get<CommandStack>('commandStack');
      callbacks.current.onState({ canUndo: commands.canUndo(), canRedo: commands.canRedo() });
      writer.note();
    });
    made.on('elementTemplates.select', ({ element }: { element: DrawnElement }) => setChoosing(element));
    const opening = made.importXML(original).then(
      () => {
        if (isGone) return;
        showDrawing(made);
        writer.begin();
        setModeler(made);
        callbacks.current.onReady(editorOf(made, writer.flush));
      },
      (error: unknown) => {
        if (!isGone) setFailure(error instanceof Error ? error.message : String(error));
      },
    );
    return () => {
      isGone = true;
      endTranslation();
      sizes.disconnect();
      setModeler(null);
      callbacks.current.onReady(null);
      void opening.then(() => writer.flush()).finally(() => made.destroy());
    };
  }, []);

  useEffect(() => {
    if (modeler !== null && templates.length > 0) setTemplates(modeler, templates);
  }, [modeler, templates]);

  const namesText = JSON.stringify(names);
  useEffect(() => {
    if (modeler !== null) setLintNames(modeler, language(), JSON.parse(namesText) as LintNames);
  }, [modeler, namesText]);

  const apply = useCallback(
    (template: ElementTemplate) => {
      if (modeler !== null && choosing !== null)
        modeler.get<TemplateService>('elementTemplates').applyTemplate(choosing, template);
      setChoosing(null);
    },
    [modeler, choosing],
  );

  return (
    <Box className="designer-sheet" sx={{ display: 'flex', width: '100%', height: '100%', minHeight: 0 }}>
      <Box sx={{ position: 'relative', flex: 1, minWidth: 0 }}>
        <Box
          ref={sheet}
          role="application"
          aria-label={t('designer.canvas', { name })}
          data-testid="designer-canvas"
          sx={{ position: 'absolute', inset: 0 }}
        />
        {failure !== null && (
          <Alert severity="error" sx={{ position: 'absolute', inset: '16px 16px auto' }}>
            {t('designer.diagramFailed', { reason: failure })}
          </Alert>
        )}
      </Box>
      <Box
        ref={panel}
        component="aside"
        aria-label={t('designer.panel')}
        sx={{
          display: isPanelOpen ? 'block' : 'none',
          width: { xs: 288, lg: 316, xl: 360 },
          flexShrink: 0,
          overflow: 'auto',
          bgcolor: '#ffffff',
          borderLeft: 1,
          borderColor: 'line',
        }}
      />
      {choosing !== null && modeler !== null && (
        <TemplateChooser
          templates={modeler.get<TemplateService>('elementTemplates').getLatest(choosing)}
          current={jobTypeOfElement(choosing)}
          onChoose={apply}
          onClose={() => setChoosing(null)}
        />
      )}
    </Box>
  );
}

// ── Writing down ───────────────────────────────────────────────────────────────────────────────

/** Writes the drawing a moment after its last change. All changes undone, it is the original again, to the letter. */
function createWriter(modeler: ProcessModeler, original: string, write: (xml: string) => void) {
  let hasBegun = false;
  let isPending = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    if (!isPending) return;
    isPending = false;
    if (!modeler.get<CommandStack>('commandStack').canUndo()) return write(original);
    const { xml } = await modeler.saveXML({ format: true });
    if (xml !== undefined) write(xml);
  }

  return {
    begin() {
      hasBegun = true;
    },
    note() {
      if (!hasBegun) return;
      isPending = true;
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), writeAfter);
    },
    flush,
  };
}

// ── For the frame ──────────────────────────────────────────────────────────────────────────────

function editorOf(modeler: ProcessModeler, flush: () => Promise<void>): Editor {
  const commands = modeler.get<CommandStack>('commandStack');
  const canvas = modeler.get<Canvas>('canvas');
  return {
    undo: () => commands.canUndo() && commands.undo(),
    redo: () => commands.canRedo() && commands.redo(),
    zoom: {
      fit: () => fitDrawing(modeler),
      by: (factor) => void canvas.zoom(Math.min(4, Math.max(0.2, canvas.zoom() * factor)), 'auto'),
    },
    flush,
    show: (elementId) => {
      setTimeout(() => {
        canvas.resized();
        showElement(modeler, elementId);
      }, panelReadyAfter);
    },
  };
}

type Extension = { $type: string; type?: string };

function jobTypeOfElement({ businessObject }: DrawnElement): string | null {
  const extensions = businessObject.get('extensionElements') as { values?: Extension[] } | undefined;
  return extensions?.values?.find(({ $type }) => $type === 'zeebe:TaskDefinition')?.type ?? null;
}
