/**
 * A process drawn, with marks where tokens stand, where they have been and where something went wrong. Draws only. The mark of
 * bpmn.io in its corner must stay visible (its licence), so our buttons keep to the other side.
 */
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import FitScreenOutlined from '@mui/icons-material/FitScreenOutlined';
import MyLocationOutlined from '@mui/icons-material/MyLocationOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useText } from '../i18n/provider.ts';
import { elementNames } from '../processes/element-names.ts';
import {
  type Badge,
  createViewer,
  followHand,
  isPlaced,
  type Mark,
  mark,
  showActualSize,
  showAll,
  showElement,
  showFirst,
  type Viewer,
} from './diagram-view.ts';

export type ProcessDiagramProps = {
  instanceId: string;
  definitionXml: string;
  /** Ids of the elements where tokens stand now, one for each token. */
  activeElements: readonly string[];
  /** Ids of steps and flows that tokens have passed. */
  completedElements?: readonly string[];
  /** Ids of elements with an unresolved incident. */
  incidentElements?: readonly string[];
  /** Called with the element that was chosen; null where it was none. */
  onSelect?: (elementId: string | null) => void;
  height?: number | string;
  label?: string;
};

const none: readonly string[] = [];

export function ProcessDiagram({
  instanceId,
  definitionXml,
  activeElements,
  completedElements = none,
  incidentElements = none,
  onSelect,
  height = 420,
  label,
}: ProcessDiagramProps) {
  const t = useText();
  const stateId = useId();
  const container = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<Viewer | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const [nextToken, setNextToken] = useState(0);
  const names = useMemo(() => elementNames(definitionXml), [definitionXml]);
  const nameOf = (id: string) => names.get(id) ?? id;
  const select = useRef(onSelect);
  select.current = onSelect;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another instance is another drawing, even of the same process
  useEffect(() => {
    if (container.current === null) return;
    const made = createViewer(container.current);
    const letGo = followHand(made, container.current);
    let isGone = false;
    setFailed(false);
    made.on('element.click', ({ element }: { element: { id: string; parent?: unknown } }) =>
      select.current?.(element.parent === undefined || element.parent === null ? null : element.id),
    );
    const opening = made.importXML(definitionXml).then(
      () => {
        if (isGone) return;
        showFirst(made, [...incidentElements, ...activeElements]);
        setViewer(made);
      },
      () => {
        if (!isGone) setFailed(true);
      },
    );
    return () => {
      isGone = true;
      setViewer(null);
      letGo();
      void opening.finally(() => made.destroy());
    };
  }, [definitionXml, instanceId]);

  const tokens = countById(activeElements);
  const incidents = [...new Set(incidentElements)];
  const shape = JSON.stringify([[...tokens], incidents, completedElements]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` says all that the marks depend on
  useEffect(() => {
    if (viewer === null) return;
    const marks: [string, Mark][] = [
      ...[...new Set(completedElements)]
        .filter((id) => !tokens.has(id) && !incidents.includes(id))
        .map((id): [string, Mark] => [id, 'done']),
      ...[...tokens.keys()].filter((id) => !incidents.includes(id)).map((id): [string, Mark] => [id, 'here']),
      ...incidents.map((id): [string, Mark] => [id, 'incident']),
    ];
    const badges: Badge[] = [
      ...[...tokens].map(
        ([id, count]): Badge => ({
          id,
          mark: 'here',
          text: count > 1 ? String(count) : '',
          title: t('designer.diagram.tokens', { smart_count: count }),
        }),
      ),
      ...incidents.map(
        (id): Badge => ({ id, mark: 'incident', text: '!', title: t('designer.diagram.incident') }),
      ),
    ];
    return mark(viewer, marks, badges);
  }, [viewer, shape, t]);

  if (hasFailed) return <Alert severity="warning">{t('process.diagramFailed')}</Alert>;
  const all = [...new Set([...incidents, ...tokens.keys()])];
  const placed = viewer === null ? [] : all.filter((id) => isPlaced(viewer, id));
  const unplaced = viewer === null ? [] : all.filter((id) => !isPlaced(viewer, id));
  const isIncident = (id: string) => incidents.includes(id);

  function goToToken(): void {
    const id = placed[nextToken % placed.length];
    if (viewer === null || id === undefined) return;
    showElement(viewer, id);
    setNextToken(nextToken + 1);
  }

  return (
    <Box>
      {unplaced.length > 0 && (
        <Alert severity={unplaced.some(isIncident) ? 'warning' : 'info'} sx={{ mb: 1.5, py: 0.25 }}>
          {`${t('designer.diagram.unplaced')} `}
          {unplaced
            .map((id) => (isIncident(id) ? `${nameOf(id)} (${t('designer.diagram.incident')})` : nameOf(id)))
            .join(', ')}
        </Alert>
      )}
      <Box sx={{ position: 'relative' }}>
        <Box
          ref={container}
          role="figure"
          aria-label={label ?? t('process.diagram')}
          aria-describedby={stateId}
          data-instance={instanceId}
          sx={(theme) => ({
            height,
            // BPMN is drawn in black: the sheet stays light in the dark appearance too
            bgcolor: '#fdfcfa',
            borderRadius: 2,
            overflow: 'hidden',
            touchAction: 'none',
            ...markStyles,
            [theme.breakpoints.down('md')]: {
              height: typeof height === 'number' ? Math.min(height, 340) : height,
            },
          })}
        />
        <Box role="toolbar" aria-label={t('process.diagram')} sx={toolbarStyle}>
          {placed.length > 0 && (
            <Tool text={t('designer.diagram.toToken')} onClick={goToToken}>
              <MyLocationOutlined fontSize="small" />
            </Tool>
          )}
          <Tool
            text={t('designer.diagram.actualSize')}
            onClick={() => viewer !== null && showActualSize(viewer)}
          >
            <Box
              component="span"
              sx={{ fontSize: '0.75rem', fontWeight: 600, lineHeight: '20px', minWidth: 20 }}
            >
              1:1
            </Box>
          </Tool>
          <Tool text={t('process.zoomFit')} onClick={() => viewer !== null && showAll(viewer)}>
            <FitScreenOutlined fontSize="small" />
          </Tool>
        </Box>
      </Box>
      <Box id={stateId} sx={visuallyHidden}>
        {all.length === 0 ? (
          t('instance.nowhere')
        ) : (
          <ul aria-label={t('designer.diagram.state')}>
            {all.map((id) => (
              <li
                key={id}
              >{`${t(isIncident(id) ? 'designer.diagram.incident' : 'designer.diagram.active')}: ${nameOf(id)}`}</li>
            ))}
          </ul>
        )}
      </Box>
    </Box>
  );
}

type ToolProps = { text: string; onClick: () => void; children: ReactNode };

function Tool({ text, onClick, children }: ToolProps) {
  return (
    <Tooltip title={text}>
      <IconButton size="small" color="inherit" aria-label={text} onClick={onClick}>
        {children}
      </IconButton>
    </Tooltip>
  );
}

function countById(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

// ── Style ──────────────────────────────────────────────────────────────────────────────────────

const toolbarStyle = {
  position: 'absolute',
  top: 8,
  right: 8,
  display: 'flex',
  border: 1,
  borderColor: '#e5e1d8',
  borderRadius: 2,
  bgcolor: '#ffffff',
  color: '#1c2026',
};

const visuallyHidden = {
  position: 'absolute',
  width: '1px',
  height: '1px',
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
};

const markStyles = {
  '& .djs-container svg': { outline: 'none' },
  '& .congvan-done .djs-visual > :first-child': { stroke: '#7d938a !important' },
  '& .djs-shape.congvan-done .djs-visual > :first-child': { fill: '#eef3ef !important' },
  '& .congvan-here .djs-visual > :first-child': {
    stroke: '#9b1c1f !important',
    strokeWidth: '3px !important',
    fill: '#fbe9e7 !important',
  },
  '& .congvan-incident .djs-visual > :first-child': {
    stroke: '#8a5300 !important',
    strokeWidth: '3px !important',
    strokeDasharray: '6 4',
    fill: '#fcf1dc !important',
  },
  '& .congvan-badge': {
    minWidth: 22,
    height: 22,
    px: 0.5,
    display: 'grid',
    placeItems: 'center',
    borderRadius: '11px',
    border: '3px solid #ffffff',
    boxShadow: '0 1px 4px rgb(28 32 38 / 30%)',
    fontSize: 12,
    fontWeight: 700,
    lineHeight: 1,
    color: '#ffffff',
  },
  '& .congvan-badge-here': { bgcolor: '#9b1c1f' },
  '& .congvan-badge-incident': { bgcolor: '#b3261e' },
};
