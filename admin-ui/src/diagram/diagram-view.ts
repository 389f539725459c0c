/** The viewer's canvas: what it shows, and how it is moved by a finger. */
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { textRenderer } from './drawing-style.ts';

export type Viewer = NavigatedViewer;

type Area = { x: number; y: number; width: number; height: number };
type Shape = Area & { id: string; waypoints?: { x: number; y: number }[] };
type Canvas = {
  zoom(scale?: number | 'fit-viewport', centre?: 'auto' | { x: number; y: number }): number;
  scroll(by: { dx: number; dy: number }): void;
  viewbox(area?: Area): Area & { inner: Area };
  resized(): void;
  addMarker(id: string, marker: string): void;
  removeMarker(id: string, marker: string): void;
  findRoot(shape: Shape): Shape | undefined;
  getRootElement(): Shape;
  setRootElement(root: Shape): void;
};
type Registry = { get(id: string): Shape | undefined };
type Overlays = {
  add(
    id: string,
    kind: string,
    overlay: { position: Record<string, number>; html: HTMLElement; scale: { min: number; max: number } },
  ): string;
  remove(filter: { type: string } | string): void;
};

const largestFit = 1;
/** Smaller than this the names of the steps cannot be read. */
const smallestReadable = 0.45;
const readable = 0.75;
const limits = { smallest: 0.15, largest: 4 };

export function createViewer(container: HTMLElement): Viewer {
  return new NavigatedViewer({ container, textRenderer });
}

export function isPlaced(viewer: Viewer, id: string): boolean {
  return viewer.get<Registry>('elementRegistry').get(id) !== undefined;
}

export function showAll(viewer: Viewer): void {
  const canvas = viewer.get<Canvas>('canvas');
  canvas.zoom('fit-viewport', 'auto');
  if (canvas.zoom() > largestFit) canvas.zoom(largestFit, 'auto');
}

export function showActualSize(viewer: Viewer): void {
  viewer.get<Canvas>('canvas').zoom(1, 'auto');
}

/** The whole; where that would be too small to read, the neighbourhood of the first of the elements, or the beginning. */
export function showFirst(viewer: Viewer, ids: readonly string[]): void {
  showAll(viewer);
  const canvas = viewer.get<Canvas>('canvas');
  if (canvas.zoom() >= smallestReadable) return;
  const first = ids.find((id) => isPlaced(viewer, id));
  if (first === undefined) {
    const { inner } = canvas.viewbox();
    canvas.zoom(readable);
    const { width, height } = canvas.viewbox();
    canvas.viewbox({ x: inner.x - 20, y: inner.y - 20, width, height });
  } else showElement(viewer, first);
}

export function showElement(viewer: Viewer, id: string): void {
  const canvas = viewer.get<Canvas>('canvas');
  const shape = viewer.get<Registry>('elementRegistry').get(id);
  if (shape === undefined) return;
  const root = canvas.findRoot(shape);
  if (root !== undefined && root !== canvas.getRootElement()) canvas.setRootElement(root);
  if (canvas.zoom() < readable) canvas.zoom(readable);
  const { width, height } = canvas.viewbox();
  canvas.viewbox({
    x: shape.x + shape.width / 2 - width / 2,
    y: shape.y + shape.height / 2 - height / 2,
    width,
    height,
  });
}

// ── Marks ──────────────────────────────────────────────────────────────────────────────────────

export type Mark = 'here' | 'incident' | 'done';
export type Badge = { id: string; mark: 'here' | 'incident'; text: string; title: string };

/** @returns what takes the marks away */
export function mark(
  viewer: Viewer,
  marks: readonly (readonly [string, Mark])[],
  badges: readonly Badge[],
): () => void {
  const canvas = viewer.get<Canvas>('canvas');
  const overlays = viewer.get<Overlays>('overlays');
  const placed = marks.filter(([id]) => isPlaced(viewer, id));
  for (const [id, kind] of placed) canvas.addMarker(id, `congvan-${kind}`);
  for (const { id, mark: kind, text, title } of badges) {
    if (!isPlaced(viewer, id)) continue;
    const html = document.createElement('div');
    html.className = `congvan-badge congvan-badge-${kind}`;
    html.title = title;
    html.textContent = text;
    const position = kind === 'here' ? { top: -11, left: -11 } : { top: -11, right: 11 };
    overlays.add(id, 'congvan-badge', { position, html, scale: { min: 0.9, max: 1.3 } });
  }
  return () => {
    overlays.remove({ type: 'congvan-badge' });
    for (const [id, kind] of placed) if (isPlaced(viewer, id)) canvas.removeMarker(id, `congvan-${kind}`);
  };
}

// ── Touch and wheel ────────────────────────────────────────────────────────────────────────────

/**
 * One finger moves the drawing, two zoom it: bpmn-js itself listens to mice alone. The wheel is left to the page, which the drawing
 * is only a part of, unless Ctrl or ⌘ says that zooming is meant.
 *
 * @returns what ends it
 */
export function followHand(viewer: Viewer, container: HTMLElement): () => void {
  const canvas = viewer.get<Canvas>('canvas');
  const fingers = new Map<number, { x: number; y: number }>();
  const end = new AbortController();
  const { signal } = end;

  function lift(event: PointerEvent): void {
    fingers.delete(event.pointerId);
  }
  container.addEventListener(
    'pointerdown',
    (event) => {
      if (event.pointerType === 'touch') fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    },
    { signal },
  );
  container.addEventListener(
    'pointermove',
    (event) => {
      const before = fingers.get(event.pointerId);
      if (before === undefined) return;
      const now = { x: event.clientX, y: event.clientY };
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      fingers.set(event.pointerId, now);
      if (other === undefined) canvas.scroll({ dx: now.x - before.x, dy: now.y - before.y });
      else pinch(canvas, container, other, before, now);
    },
    { signal },
  );
  for (const name of ['pointerup', 'pointercancel', 'pointerleave'] as const)
    container.addEventListener(name, lift, { signal });
  container.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    },
    { capture: true, passive: true, signal },
  );

  const sizes = new ResizeObserver(() => canvas.resized());
  sizes.observe(container);
  return () => {
    end.abort();
    sizes.disconnect();
  };
}

type Point = { x: number; y: number };

function pinch(canvas: Canvas, container: HTMLElement, still: Point, before: Point, now: Point): void {
  const distance = (point: Point) => Math.hypot(point.x - still.x, point.y - still.y);
  const factor = distance(now) / Math.max(1, distance(before));
  const { left, top } = container.getBoundingClientRect();
  const centre = { x: (still.x + now.x) / 2 - left, y: (still.y + now.y) / 2 - top };
  canvas.zoom(Math.min(limits.largest, Math.max(limits.smallest, canvas.zoom() * factor)), centre);
}
