import Skeleton from '@mui/material/Skeleton';
import { lazy, Suspense } from 'react';
import type { ProcessDiagramProps } from './ProcessDiagram.tsx';

const ProcessDiagram = lazy(async () => ({ default: (await import('./ProcessDiagram.tsx')).ProcessDiagram }));

/** The drawing, fetched when it is first looked at. */
export function LazyDiagram(props: ProcessDiagramProps) {
  return (
    <Suspense
      fallback={<Skeleton variant="rounded" height={typeof props.height === 'number' ? props.height : 420} />}
    >
      <ProcessDiagram {...props} />
    </Suspense>
  );
}
