/** The drawing tool for processes: bpmn-js with everything that a manager needs to make a process that runs. */
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';
import 'bpmn-js-element-templates/dist/assets/element-templates.css';
import 'bpmn-js-color-picker/colors/color-picker.css';
import 'bpmn-js-bpmnlint/dist/assets/css/bpmn-js-bpmnlint.css';
import './modeler.css';
import ElementTemplateIconRenderer from '@bpmn-io/element-template-icon-renderer';
import Modeler from 'bpmn-js/lib/Modeler';
import lintModule from 'bpmn-js-bpmnlint';
import ColorPickerModule from 'bpmn-js-color-picker';
import {
  CreateAppendAnythingModule,
  CreateAppendElementTemplatesModule,
} from 'bpmn-js-create-append-anything';
import { CloudElementTemplatesPropertiesProviderModule } from 'bpmn-js-element-templates';
import {
  BpmnPropertiesPanelModule,
  BpmnPropertiesProviderModule,
  ZeebePropertiesProviderModule,
} from 'bpmn-js-properties-panel';
import CloudBehaviors from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import { createLintConfig } from '../../../../engine/lint/designer.ts';
import { moddlePackages } from '../../../../engine/parse/interchange.ts';
import { textRenderer } from '../../diagram/drawing-style.ts';
import type { Language } from '../../i18n/provider.ts';
import type { ElementTemplate } from '../templates.ts';
import { keepWhatIsNotOurs } from './interchange.ts';
import { processTranslations } from './translations/translate.ts';

export type ProcessModeler = Modeler;
export type LintNames = Omit<NonNullable<Parameters<typeof createLintConfig>[0]>, 'language'>;

/** A shape or connection on the drawing, as far as it is used here. */
export type DrawnElement = {
  id: string;
  parent?: DrawnElement | null;
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  waypoints?: { x: number; y: number }[];
  businessObject: { id: string; $type: string; processRef?: { id: string }; get(name: string): unknown };
};

export type Canvas = {
  zoom(scale?: number | 'fit-viewport', centre?: 'auto' | { x: number; y: number }): number;
  viewbox(box?: Box): Box & { scale: number; inner: Box };
  getRootElement(): DrawnElement;
  findRoot(element: DrawnElement): DrawnElement | undefined;
  setRootElement(element: DrawnElement): void;
  resized(): void;
  getContainer(): HTMLElement;
};
type Box = { x: number; y: number; width: number; height: number };
export type ElementRegistry = {
  get(id: string): DrawnElement | undefined;
  find(test: (element: DrawnElement) => boolean): DrawnElement | undefined;
};
export type CommandStack = { canUndo(): boolean; canRedo(): boolean; undo(): void; redo(): void };
export type TemplateService = {
  getLatest(element: DrawnElement): ElementTemplate[];
  applyTemplate(element: DrawnElement, template: ElementTemplate): DrawnElement;
};

type Options = { container: HTMLElement; panel: HTMLElement; language: Language; names: LintNames };

export function createProcessModeler({ container, panel, language, names }: Options): ProcessModeler {
  const modeler = new Modeler({
    container,
    textRenderer,
    propertiesPanel: { parent: panel },
    moddleExtensions: moddlePackages,
    linting: { active: true, bpmnlint: createLintConfig({ language, ...names }) },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      ZeebePropertiesProviderModule,
      CloudElementTemplatesPropertiesProviderModule,
      ElementTemplateIconRenderer,
      CreateAppendAnythingModule,
      CreateAppendElementTemplatesModule,
      CloudBehaviors,
      ColorPickerModule,
      lintModule,
      processTranslations(language),
    ],
  });
  keepWhatIsNotOurs(modeler);
  return modeler;
}

export function setLintNames(modeler: ProcessModeler, language: Language, names: LintNames): void {
  const linting = modeler.get<{ setLinterConfig(config: unknown): void; update(): void }>('linting');
  linting.setLinterConfig(createLintConfig({ language, ...names }));
  linting.update();
}

export function setTemplates(modeler: ProcessModeler, templates: readonly ElementTemplate[]): void {
  modeler
    .get<{ setTemplates(templates: readonly ElementTemplate[]): void }>('elementTemplatesLoader')
    .setTemplates(templates);
}

/** The whole drawing, never larger than life. */
export function fitDrawing(modeler: ProcessModeler): void {
  const canvas = modeler.get<Canvas>('canvas');
  canvas.zoom('fit-viewport', 'auto');
  if (canvas.zoom() > 1) canvas.zoom(1, 'auto');
}

/** Below this, the names of elements cannot be read. */
const smallestReadable = 0.5;
const firstScale = 0.7;
/** Air around the drawing, pixels. */
const margin = 24;

/** The first look: the whole drawing where it can be read, else its upper left corner, where processes begin. */
export function showDrawing(modeler: ProcessModeler): void {
  fitDrawing(modeler);
  const canvas = modeler.get<Canvas>('canvas');
  if (canvas.zoom() >= smallestReadable) return;
  canvas.zoom(firstScale);
  const { inner, width, height } = canvas.viewbox();
  const palette = canvas.getContainer().querySelector<HTMLElement>('.djs-palette');
  const left = ((palette?.offsetLeft ?? 0) + (palette?.offsetWidth ?? 0) + margin) / firstScale;
  const top = margin / firstScale;
  canvas.viewbox({ x: inner.x - left, y: inner.y - top, width, height });
}

const readableScale = 0.8;

/** Selects the element and brings it to the middle. False where the drawing does not have it. */
export function showElement(modeler: ProcessModeler, id: string): boolean {
  const registry = modeler.get<ElementRegistry>('elementRegistry');
  const canvas = modeler.get<Canvas>('canvas');
  // the process of a pool has no shape of its own
  const element =
    registry.get(id) ?? registry.find(({ businessObject }) => businessObject?.processRef?.id === id);
  if (element === undefined) return false;
  const root = canvas.findRoot(element);
  if (root !== undefined && root !== canvas.getRootElement()) canvas.setRootElement(root);
  const centre = centreOf(element);
  if (centre !== null) {
    if (canvas.zoom() < readableScale) canvas.zoom(readableScale);
    const { width, height } = canvas.viewbox();
    canvas.viewbox({ x: centre.x - width / 2, y: centre.y - height / 2, width, height });
  }
  modeler.get<{ select(element: DrawnElement): void }>('selection').select(element);
  return true;
}

function centreOf({ x, y, width, height, waypoints, parent }: DrawnElement): { x: number; y: number } | null {
  if (waypoints !== undefined && waypoints.length > 1) {
    const half = Math.floor((waypoints.length - 1) / 2);
    const [from, to] = [waypoints[half], waypoints[half + 1]];
    return from === undefined || to === undefined ? null : { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  }
  if (parent == null || x === undefined || y === undefined) return null;
  // of a pool that is larger than the screen, its beginning says more than its middle
  return { x: x + Math.min(width ?? 0, 900) / 2, y: y + Math.min(height ?? 0, 500) / 2 };
}
