/**
 * A process drawn, with the elements marked where tokens stand. Draws only: bpmn-js's viewer with moving and zooming. The mark of
 * bpmn.io in its corner must stay visible (its licence), so our buttons keep to the other side.
 */
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import AddOutlined from '@mui/icons-material/AddOutlined';
import FitScreenOutlined from '@mui/icons-material/FitScreenOutlined';
import RemoveOutlined from '@mui/icons-material/RemoveOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { useEffect, useRef, useState } from 'react';
import { useText } from '../i18n/provider.ts';

export type ProcessDiagramProps = {
  instanceId: string;
  definitionXml: string;
  /** Ids of the elements where tokens stand now. */
  activeElements: readonly string[];
  /** Ids of elements with an unresolved incident. */
  incidentElements?: readonly string[];
  height?: number | string;
  label?: string;
};

type Box4 = { x: number; y: number; width: number; height: number };
type Canvas = {
  zoom(scale?: number | 'fit-viewport', centre?: 'auto' | { x: number; y: number }): number;
  viewbox(): Box4;
  viewbox(box: Box4): void;
  addMarker(id: string, marker: string): void;
  removeMarker(id: string, marker: string): void;
};
type Registry = { get(id: string): Box4 | undefined };

const largestFit = 1;
/** Smaller than this the names of the steps cannot be read. */
const smallestReadable = 0.45;
const readable = 0.75;

function showAll(viewer: NavigatedViewer): void {
  const canvas = viewer.get<Canvas>('canvas');
  canvas.zoom('fit-viewport', 'auto');
  if (canvas.zoom() > largestFit) canvas.zoom(largestFit, 'auto');
}

/** The whole, or the neighbourhood of the active steps where the whole would be too small to read. */
function showActive(viewer: NavigatedViewer, ids: readonly string[]): void {
  showAll(viewer);
  const canvas = viewer.get<Canvas>('canvas');
  const registry = viewer.get<Registry>('elementRegistry');
  const shape = ids.map((id) => registry.get(id)).find((found) => found !== undefined);
  if (canvas.zoom() >= smallestReadable || shape === undefined) return;
  canvas.zoom(readable);
  const { width, height } = canvas.viewbox();
  canvas.viewbox({
    x: shape.x + shape.width / 2 - width / 2,
    y: shape.y + shape.height / 2 - height / 2,
    width,
    height,
  });
}

export function ProcessDiagram({
  instanceId,
  definitionXml,
  activeElements,
  incidentElements = [],
  height = 420,
  label,
}: ProcessDiagramProps) {
  const t = useText();
  const container = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<NavigatedViewer | null>(null);
  const [hasFailed, setFailed] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another instance is another drawing, even of the same process
  useEffect(() => {
    if (container.current === null) return;
    const made = new NavigatedViewer({ container: container.current });
    let isGone = false;
    setFailed(false);
    made
      .importXML(definitionXml)
      .then(() => {
        if (isGone) return;
        showActive(made, [...incidentElements, ...activeElements]);
        setViewer(made);
      })
      .catch(() => !isGone && setFailed(true));
    return () => {
      isGone = true;
      setViewer(null);
      made.destroy();
    };
  }, [definitionXml, instanceId]);

  const active = activeElements.join(' ');
  const incidents = incidentElements.join(' ');
  useEffect(() => {
    if (viewer === null) return;
    const canvas = viewer.get<Canvas>('canvas');
    const registry = viewer.get<Registry>('elementRegistry');
    const marks = [
      ...active.split(' ').map((id) => [id, 'congvan-here'] as const),
      ...incidents.split(' ').map((id) => [id, 'congvan-incident'] as const),
    ].filter(([id]) => id !== '' && registry.get(id) !== undefined);
    for (const [id, marker] of marks) canvas.addMarker(id, marker);
    return () => {
      for (const [id, marker] of marks) if (registry.get(id) !== undefined) canvas.removeMarker(id, marker);
    };
  }, [viewer, active, incidents]);

  function zoomBy(factor: number): void {
    const canvas = viewer?.get<Canvas>('canvas');
    canvas?.zoom(Math.min(4, Math.max(0.2, canvas.zoom() * factor)), 'auto');
  }

  if (hasFailed) return <Alert severity="warning">{t('process.diagramFailed')}</Alert>;
  const buttons = [
    { text: t('process.zoomIn'), icon: <AddOutlined fontSize="small" />, run: () => zoomBy(1.25) },
    { text: t('process.zoomOut'), icon: <RemoveOutlined fontSize="small" />, run: () => zoomBy(0.8) },
    {
      text: t('process.zoomFit'),
      icon: <FitScreenOutlined fontSize="small" />,
      run: () => viewer !== null && showAll(viewer),
    },
  ];
  return (
    <Box sx={{ position: 'relative' }}>
      <Box
        ref={container}
        role="img"
        aria-label={label ?? t('process.diagram')}
        data-instance={instanceId}
        sx={(theme) => ({
          height,
          // BPMN is drawn in black: the sheet stays light in the dark appearance too
          bgcolor: '#fdfcfa',
          borderRadius: 2,
          overflow: 'hidden',
          '& .congvan-here .djs-visual > :first-of-type': {
            stroke: '#9b1c1f !important',
            strokeWidth: '3px !important',
            fill: '#fbe9e7 !important',
          },
          '& .congvan-incident .djs-visual > :first-of-type': {
            stroke: '#8a5300 !important',
            strokeWidth: '3px !important',
            strokeDasharray: '6 4',
            fill: '#fcf1dc !important',
          },
          [theme.breakpoints.down('md')]: {
            height: typeof height === 'number' ? Math.min(height, 320) : height,
          },
        })}
      />
      <Box
        sx={{
          position: 'absolute',
          top: 8,
          right: 8,
          display: 'flex',
          border: 1,
          borderColor: '#e5e1d8',
          borderRadius: 2,
          bgcolor: '#ffffff',
          color: '#1c2026',
        }}
      >
        {buttons.map(({ text, icon, run }) => (
          <Tooltip key={text} title={text}>
            <IconButton size="small" color="inherit" aria-label={text} onClick={run}>
              {icon}
            </IconButton>
          </Tooltip>
        ))}
      </Box>
    </Box>
  );
}
