/** The bar over the drawing: what is open, what can be done, and why it cannot be deployed. */
import AddOutlined from '@mui/icons-material/AddOutlined';
import ChecklistOutlined from '@mui/icons-material/ChecklistOutlined';
import FileDownloadOutlined from '@mui/icons-material/FileDownloadOutlined';
import FitScreenOutlined from '@mui/icons-material/FitScreenOutlined';
import RedoOutlined from '@mui/icons-material/RedoOutlined';
import RemoveOutlined from '@mui/icons-material/RemoveOutlined';
import SaveOutlined from '@mui/icons-material/SaveOutlined';
import UndoOutlined from '@mui/icons-material/UndoOutlined';
import ViewSidebarOutlined from '@mui/icons-material/ViewSidebarOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import type { ReactElement, ReactNode } from 'react';
import { useText } from '../i18n/provider.ts';
import { formatTime } from '../time/format.ts';
import type { Editor, EditorState } from './editor.ts';
import { countOf } from './findings.ts';
import type { Findings } from './use-findings.ts';
import type { DraftState } from './use-model.ts';

type Props = {
  name: string;
  version: ReactNode;
  editor: Editor | null;
  state: EditorState;
  draft: DraftState;
  findings: Findings;
  isFindingsOpen: boolean;
  onFindings: () => void;
  /** Null on files that have no such panel. */
  panel: { isOpen: boolean; toggle: () => void } | null;
  onSaveDraft: () => void;
  onDownload: (() => void) | null;
  /** Why deploying is not possible; null where it is. */
  blocked: string | null;
  onDeploy: () => void;
};

export function DesignerBar(props: Props) {
  const t = useText();
  const {
    name,
    version,
    editor,
    state,
    draft,
    findings,
    isFindingsOpen,
    onFindings,
    panel,
    onSaveDraft,
    onDownload,
    blocked,
    onDeploy,
  } = props;
  return (
    <Box
      role="toolbar"
      aria-label={t('designer.title')}
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 0.5,
        height: 52,
        px: 2,
        flexShrink: 0,
        bgcolor: 'background.paper',
        borderBottom: 1,
        borderColor: 'line',
      }}
    >
      <Typography variant="h3" component="h1" noWrap title={name} sx={{ minWidth: 60, flexShrink: 1, mr: 1 }}>
        {name}
      </Typography>
      {version}
      <Divider orientation="vertical" flexItem sx={{ mx: 1, my: 1.25 }} />
      <Tool
        text={t('designer.undo')}
        keys="Ctrl+Z"
        icon={<UndoOutlined />}
        isOff={!state.canUndo}
        onClick={() => editor?.undo()}
      />
      <Tool
        text={t('designer.redo')}
        keys="Ctrl+Y"
        icon={<RedoOutlined />}
        isOff={!state.canRedo}
        onClick={() => editor?.redo()}
      />
      {editor?.zoom != null && (
        <>
          <Divider orientation="vertical" flexItem sx={{ mx: 1, my: 1.25 }} />
          <Tool text={t('designer.zoomOut')} icon={<RemoveOutlined />} onClick={() => editor.zoom?.by(0.8)} />
          <Tool text={t('designer.zoomIn')} icon={<AddOutlined />} onClick={() => editor.zoom?.by(1.25)} />
          <Tool
            text={t('designer.zoomFit')}
            icon={<FitScreenOutlined />}
            onClick={() => editor.zoom?.fit()}
          />
        </>
      )}
      <Box sx={{ flex: 1, minWidth: 8 }} />
      <DraftNote draft={draft} />
      <Tool text={t('designer.saveDraft')} keys="Ctrl+S" icon={<SaveOutlined />} onClick={onSaveDraft} />
      {onDownload !== null && (
        <Tool text={t('designer.download')} icon={<FileDownloadOutlined />} onClick={onDownload} />
      )}
      {panel !== null && (
        <Tool
          text={t(panel.isOpen ? 'designer.panelHide' : 'designer.panelShow')}
          icon={<ViewSidebarOutlined />}
          isPressed={panel.isOpen}
          onClick={panel.toggle}
        />
      )}
      <Divider orientation="vertical" flexItem sx={{ mx: 1, my: 1.25 }} />
      <FindingsButton findings={findings} isOpen={isFindingsOpen} onClick={onFindings} />
      <Typography
        id="deploy-why"
        variant="caption"
        color="text.secondary"
        sx={{ maxWidth: 132, lineHeight: 1.25, ml: blocked === null ? 0 : 1, flexShrink: 0 }}
      >
        {blocked}
      </Typography>
      <Button
        variant="contained"
        disabled={blocked !== null}
        aria-describedby="deploy-why"
        onClick={onDeploy}
        sx={{ ml: 1, flexShrink: 0 }}
      >
        {t('designer.deploy')}
      </Button>
    </Box>
  );
}

type ToolProps = {
  text: string;
  keys?: string;
  icon: ReactElement;
  isOff?: boolean;
  isPressed?: boolean;
  onClick: () => void;
};

function Tool({ text, keys, icon, isOff = false, isPressed, onClick }: ToolProps) {
  return (
    <Tooltip title={keys === undefined ? text : `${text} (${keys})`}>
      <span>
        <IconButton
          size="small"
          aria-label={text}
          disabled={isOff}
          {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
          onClick={onClick}
          sx={{
            '& svg': { fontSize: 20 },
            color: isPressed === true ? 'tone.accent.text' : 'text.secondary',
          }}
        >
          {icon}
        </IconButton>
      </span>
    </Tooltip>
  );
}

function DraftNote({ draft }: { draft: DraftState }) {
  const t = useText();
  const words =
    draft.kind === 'saved'
      ? t('designer.draftSaved', { at: formatTime(draft.at) })
      : draft.kind === 'failed'
        ? t('designer.draftFailed')
        : '';
  return (
    <Typography
      variant="caption"
      role="status"
      noWrap
      color={draft.kind === 'failed' ? 'error' : 'text.secondary'}
      title={words}
      sx={{ minWidth: 0, display: { xs: draft.kind === 'failed' ? 'block' : 'none', lg: 'block' } }}
    >
      {words}
    </Typography>
  );
}

function FindingsButton({
  findings,
  isOpen,
  onClick,
}: {
  findings: Findings;
  isOpen: boolean;
  onClick: () => void;
}) {
  const t = useText();
  const errors = countOf(findings.all, 'error');
  const warnings = countOf(findings.all, 'warning');
  const words =
    errors > 0
      ? t('designer.errors', { smart_count: errors })
      : warnings > 0
        ? t('designer.warnings', { smart_count: warnings })
        : findings.isChecking
          ? t('designer.findingsChecking')
          : t('designer.findingsNone');
  const tone = errors > 0 ? 'danger' : warnings > 0 ? 'warning' : 'success';
  return (
    <Button
      size="small"
      startIcon={<ChecklistOutlined />}
      aria-expanded={isOpen}
      onClick={onClick}
      sx={{
        flexShrink: 0,
        minHeight: 36,
        fontWeight: 500,
        color: `tone.${tone}.text`,
        bgcolor: `tone.${tone}.fill`,
        border: 1,
        borderColor: `tone.${tone}.line`,
        '&:hover': { bgcolor: `tone.${tone}.line` },
      }}
    >
      {words}
    </Button>
  );
}
