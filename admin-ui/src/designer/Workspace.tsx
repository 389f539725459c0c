/** The designer at work: files on the left, the open one in the middle, what was found below, the bar above. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'ra-core';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { useActions } from '../actions/registry.tsx';
import { request } from '../api/client.ts';
import type { DefinitionRow } from '../api/types.ts';
import { useHasRole } from '../api/viewer.ts';
import { language, useText } from '../i18n/provider.ts';
import { topHeight } from '../layout/AppLayout.tsx';
import { usePageTitle } from '../layout/page-title.tsx';
import { formatTime } from '../time/format.ts';
import { BpmnEditor } from './BpmnEditor.tsx';
import { DeployDialog } from './DeployDialog.tsx';
import { DesignerBar } from './DesignerBar.tsx';
import type { Editor, EditorState } from './editor.ts';
import { FileRail } from './FileRail.tsx';
import { FindingList } from './FindingList.tsx';
import { FormEditor } from './FormEditor.tsx';
import { countOf, type Finding, namesFor } from './findings.ts';
import { definedNames } from './known-names.ts';
import {
  compareFiles,
  type FileKind,
  fileOfProcess,
  inOrder,
  kindOf,
  type ModelFile,
} from './model-files.ts';
import { NewFileDialog } from './NewFileDialog.tsx';
import type { StarterWords } from './new-process.ts';
import { type DesignedDefinition, getTemplates } from './operations.ts';
import { designerPath } from './paths.ts';
import { jobTypesOf, readTemplates } from './templates.ts';
import { useFindings } from './use-findings.ts';
import { useModel } from './use-model.ts';
import { VersionMenu } from './VersionMenu.tsx';

const DecisionEditor = lazy(() => import('./DecisionEditor.tsx'));

type Props = {
  /** Null for a new process. */
  opened: DesignedDefinition | null;
  latest: DesignedDefinition | null;
  processKey: string;
  name: string;
  baseline: readonly ModelFile[];
  start: readonly ModelFile[];
  draftName: string;
  words: StarterWords;
};

const idle: EditorState = { canUndo: false, canRedo: false };

export function Workspace({ opened, latest, processKey, name, baseline, start, draftName, words }: Props) {
  const t = useText();
  const notify = useNotify();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const isManager = useHasRole('PROCESS_MANAGER');
  const model = useModel(draftName, baseline, start);
  const { files, changes } = model;
  const [current, setCurrent] = useState(() => fileOfProcess(start, processKey));
  const [openedFiles, setOpenedFiles] = useState<ReadonlySet<string>>(() => new Set([current]));
  const editors = useRef(new Map<string, Editor>());
  const [states, setStates] = useState<ReadonlyMap<string, EditorState>>(new Map());
  const [ready, setReady] = useState<ReadonlySet<string>>(new Set());
  const [wanted, setWanted] = useState<{ file: string; elementId: string } | null>(null);
  const [isPanelOpen, setPanelOpen] = useState(true);
  const [isFindingsOpen, setFindingsOpen] = useState(false);
  const [isDeploying, setDeploying] = useState(false);
  const [making, setMaking] = useState<FileKind | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  usePageTitle(name, true);

  const templatesQuery = useQuery({
    queryKey: ['designer', 'templates', language()],
    queryFn: async () =>
      readTemplates((await request(getTemplates, { language: language() })).elementTemplates),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const templates = templatesQuery.data ?? noTemplates;
  const jobTypes = useMemo(() => jobTypesOf(templates), [templates]);
  const names = useMemo(() => namesFor(files, jobTypes), [files, jobTypes]);
  const findings = useFindings(files, jobTypes, isManager);
  const errors = countOf(findings.all, 'error');

  // ── Files ────────────────────────────────────────────────────────────────────────────────────

  const open = useCallback((file: string) => {
    setCurrent(file);
    setOpenedFiles((before) => (before.has(file) ? before : new Set([...before, file])));
  }, []);

  function add(made: ModelFile[]): void {
    const known = new Set(files.map((file) => file.name));
    for (const file of made) {
      if (known.has(file.name)) replace(file);
      else model.add(file);
    }
    const last = made.at(-1);
    if (last !== undefined) open(last.name);
  }

  /** An editor keeps what it has: it is closed first, so that it begins again with the new content. */
  function replace({ name: file, content }: ModelFile): void {
    setOpenedFiles((before) => new Set([...before].filter((each) => each !== file)));
    model.change(file, content);
  }

  async function importFiles(chosen: File[]): Promise<void> {
    const good = chosen.filter((file) => kindOf(file.name) !== null);
    if (good.length < chosen.length) notify(t('designer.importWrong'), { type: 'warning' });
    add(await Promise.all(good.map(async (file) => ({ name: file.name, content: await file.text() }))));
  }

  function remove(file: string): void {
    setRemoving(null);
    const next = files.filter((each) => each.name !== file);
    if (current === file) open(fileOfProcess(next, processKey));
    setOpenedFiles((before) => new Set([...before].filter((each) => each !== file)));
    model.remove(file);
  }

  // ── Editors ──────────────────────────────────────────────────────────────────────────────────

  const flushAll = useCallback(async () => {
    await Promise.all([...editors.current.values()].map((editor) => editor.flush()));
  }, []);

  function show({ file, elementId }: Finding): void {
    if (file === null || !files.some((each) => each.name === file)) return;
    open(file);
    if (elementId !== null) setWanted({ file, elementId });
  }
  useEffect(() => {
    if (wanted === null || !ready.has(wanted.file)) return;
    editors.current.get(wanted.file)?.show(wanted.elementId);
    setWanted(null);
  }, [wanted, ready]);

  const editor = ready.has(current) ? (editors.current.get(current) ?? null) : null;
  useUndoKeys(editor);

  // ── Draft, download, deployment ──────────────────────────────────────────────────────────────

  async function saveDraft(): Promise<void> {
    await flushAll();
    const isSaved = model.saveDraft();
    notify(isSaved ? t('designer.draftSaved', { at: formatTime(Date.now()) }) : t('designer.draftFailed'), {
      type: isSaved ? 'success' : 'error',
    });
  }
  useActions([
    {
      id: 'save-draft',
      label: 'designer.saveDraft',
      scope: 'designer.title',
      keys: 'mod+s',
      perform: () => void saveDraft(),
    },
  ]);

  const latestFiles = useRef(files);
  latestFiles.current = files;
  async function download(): Promise<void> {
    await flushAll();
    const file = latestFiles.current.find((each) => each.name === current);
    if (file !== undefined)
      saveAs(file.name === 'process.bpmn' ? `${processKey}.bpmn` : file.name, file.content);
  }

  const isSame = latest !== null && compareFiles(latest.resources, files).length === 0;
  const blocked = !isManager
    ? t('designer.whyRole')
    : findings.isChecking
      ? t('designer.whyChecking')
      : errors > 0
        ? t('designer.whyErrors', { smart_count: errors })
        : isSame
          ? t('designer.whySame', { version: latest.version })
          : null;

  function onDeployed(): void {
    model.settle();
    for (const key of ['designer', 'processes'])
      void queryClient.invalidateQueries({ queryKey: [key], refetchType: 'none' });
  }

  const fileErrors = new Map<string, number>();
  for (const { file, severity } of findings.all) {
    if (severity === 'error' && file !== null) fileErrors.set(file, (fileErrors.get(file) ?? 0) + 1);
  }
  const newest = latest?.version ?? 0;
  const isOld = opened !== null && opened.version < newest;

  return (
    <Box
      sx={{
        display: 'flex',
        flexDirection: 'column',
        height: `calc(100dvh - ${topHeight}px)`,
        minHeight: 480,
        bgcolor: 'background.default',
      }}
    >
      <DesignerBar
        name={name}
        version={
          opened === null || latest === null ? null : (
            <VersionMenu versions={latest.versions} current={opened.version} />
          )
        }
        editor={editor}
        state={states.get(current) ?? idle}
        draft={model.draft}
        findings={findings}
        isFindingsOpen={isFindingsOpen}
        onFindings={() => setFindingsOpen((before) => !before)}
        panel={
          kindOf(current) === 'bpmn'
            ? { isOpen: isPanelOpen, toggle: () => setPanelOpen((before) => !before) }
            : null
        }
        onSaveDraft={() => void saveDraft()}
        onDownload={kindOf(current) === 'bpmn' ? () => void download() : null}
        blocked={blocked}
        onDeploy={() => void flushAll().then(() => setDeploying(true))}
      />
      {isOld && (
        <Alert
          severity="info"
          sx={{ borderRadius: 0, borderInline: 0, py: 0.25 }}
          action={
            <Button size="small" color="inherit" component={Link} to={designerPath(processKey)}>
              {t('designer.versionOpenLatest')}
            </Button>
          }
        >
          {t('designer.versionOld', { version: opened.version, latest: newest })}
        </Alert>
      )}
      {templatesQuery.isError && (
        <Alert
          severity="warning"
          sx={{ borderRadius: 0, borderInline: 0, py: 0.25 }}
          action={
            <Button size="small" color="inherit" onClick={() => void templatesQuery.refetch()}>
              {t('action.retry')}
            </Button>
          }
        >
          {t('designer.templatesFailed')}
        </Alert>
      )}
      <Box sx={{ display: 'flex', flex: 1, minHeight: 0 }}>
        <FileRail
          files={files}
          changes={changes}
          errors={fileErrors}
          current={current}
          onOpen={open}
          onNew={setMaking}
          onImport={(chosen) => void importFiles(chosen)}
          onRemove={setRemoving}
        />
        <Box sx={{ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column' }}>
          <Box sx={{ flex: 1, minHeight: 0, position: 'relative' }}>
            {files
              .filter((file) => openedFiles.has(file.name))
              .map((file) => (
                <Box
                  key={file.name}
                  sx={{ position: 'absolute', inset: 0, display: file.name === current ? 'block' : 'none' }}
                >
                  <FileEditor
                    file={file}
                    names={names}
                    templates={templates}
                    isPanelOpen={isPanelOpen}
                    onChange={(content) => model.change(file.name, content)}
                    onState={(state) => setStates((before) => new Map([...before, [file.name, state]]))}
                    onReady={(made) => {
                      if (made === null) editors.current.delete(file.name);
                      else editors.current.set(file.name, made);
                      setReady(new Set(editors.current.keys()));
                    }}
                  />
                </Box>
              ))}
          </Box>
          {isFindingsOpen && (
            <Box
              sx={{
                height: 168,
                flexShrink: 0,
                borderTop: 1,
                borderColor: 'line',
                bgcolor: 'background.paper',
              }}
            >
              <FindingList findings={findings} onShow={show} />
            </Box>
          )}
        </Box>
      </Box>
      {isDeploying && (
        <DeployDialog
          processKey={processKey}
          files={files}
          latest={latest}
          warnings={countOf(findings.all, 'warning')}
          onClose={() => setDeploying(false)}
          onRefused={findings.learn}
          onDeployed={onDeployed}
          onContinue={(definition: DefinitionRow) => {
            setDeploying(false);
            void queryClient.invalidateQueries({ queryKey: ['designer'] });
            navigate(designerPath(definition.key), { replace: opened === null });
          }}
        />
      )}
      {making !== null && (
        <NewFileDialog
          kind={making}
          taken={new Set(files.map((file) => file.name))}
          words={words}
          onClose={() => setMaking(null)}
          onMake={(file) => {
            setMaking(null);
            add([file]);
          }}
        />
      )}
      {removing !== null && (
        <Dialog open onClose={() => setRemoving(null)} maxWidth="xs" fullWidth aria-labelledby="remove-title">
          <DialogTitle id="remove-title">{t('designer.removeFileTitle', { name: removing })}</DialogTitle>
          <DialogContent>
            <Typography variant="body2">{t('designer.removeFileHint')}</Typography>
          </DialogContent>
          <DialogActions sx={{ px: 3, pb: 2.5 }}>
            <Button onClick={() => setRemoving(null)}>{t('action.cancel')}</Button>
            <Button variant="contained" color="error" onClick={() => remove(removing)}>
              {t('action.remove')}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </Box>
  );
}

const noTemplates: never[] = [];

type FileEditorProps = Pick<
  Parameters<typeof BpmnEditor>[0],
  'names' | 'templates' | 'isPanelOpen' | 'onChange' | 'onState' | 'onReady'
> & {
  file: ModelFile;
};

function FileEditor({ file, names, templates, isPanelOpen, ...calls }: FileEditorProps) {
  const common = { content: file.content, name: file.name, ...calls };
  switch (kindOf(file.name)) {
    case 'bpmn':
      return <BpmnEditor {...common} names={names} templates={templates} isPanelOpen={isPanelOpen} />;
    case 'dmn':
      return (
        <Suspense fallback={null}>
          <DecisionEditor {...common} />
        </Suspense>
      );
    default:
      return <FormEditor {...common} />;
  }
}

/** Undo and redo where the focus is on neither a drawing nor a text: both have keys of their own. */
function useUndoKeys(editor: Editor | null): void {
  const latest = useRef(editor);
  latest.current = editor;
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      const isMod = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      const isHandled =
        event.defaultPrevented ||
        !(event.target instanceof HTMLElement) ||
        event.target.closest(
          'input, textarea, select, [contenteditable], .djs-container, .designer-sheet, [role="dialog"]',
        ) !== null;
      if (!isMod || isHandled || (key !== 'z' && key !== 'y')) return;
      event.preventDefault();
      if (key === 'y' || event.shiftKey) latest.current?.redo();
      else latest.current?.undo();
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function saveAs(name: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'application/xml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function processNameIn(files: readonly ModelFile[]): { key: string; name: string } | null {
  const key = definedNames(inOrder(files)).knownProcesses[0];
  if (key === undefined) return null;
  const holder = files.find(({ name }) => name === fileOfProcess(files, key))?.content ?? '';
  const tag = new RegExp(`<[^>]*\\bid="${key.replaceAll('.', '\\.')}"[^>]*>`).exec(holder)?.[0] ?? '';
  return { key, name: /\bname="([^"]*)"/.exec(tag)?.[1] ?? key };
}
