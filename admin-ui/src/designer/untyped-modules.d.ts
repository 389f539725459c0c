/// <reference path="../../../engine/untyped-modules.d.ts" />
/// <reference path="../../../engine/parse/bpmn-moddle.d.ts" />
/** Packages without type declarations of their own: only what is used of them. */

declare module 'bpmn-js-properties-panel' {
  export const BpmnPropertiesPanelModule: Record<string, unknown>;
  export const BpmnPropertiesProviderModule: Record<string, unknown>;
  export const ZeebePropertiesProviderModule: Record<string, unknown>;
}
declare module 'bpmn-js-element-templates' {
  export const CloudElementTemplatesPropertiesProviderModule: Record<string, unknown>;
}
declare module 'bpmn-js-create-append-anything' {
  export const CreateAppendAnythingModule: Record<string, unknown>;
  export const CreateAppendElementTemplatesModule: Record<string, unknown>;
}
declare module '@bpmn-io/element-template-icon-renderer' {
  const module: Record<string, unknown>;
  export default module;
}
declare module 'camunda-bpmn-js-behaviors/lib/camunda-cloud' {
  const module: Record<string, unknown>;
  export default module;
}
declare module 'bpmn-js-color-picker' {
  const module: Record<string, unknown>;
  export default module;
}
declare module 'bpmn-js-bpmnlint' {
  const module: Record<string, unknown>;
  export default module;
}
declare module 'dmn-js/lib/Modeler' {
  export type DmnView = {
    type: 'drd' | 'decisionTable' | 'literalExpression' | 'boxedExpression';
    element: { id?: string; name?: string };
  };
  type Viewer = {
    on(event: string, listener: () => void): void;
    get<T>(service: string): T;
  };
  export default class DmnModeler {
    constructor(options: { container: HTMLElement; [view: string]: unknown });
    importXML(xml: string): Promise<{ warnings: unknown[] }>;
    saveXML(options: { format: boolean }): Promise<{ xml: string }>;
    getViews(): DmnView[];
    getActiveView(): DmnView | undefined;
    getActiveViewer(): Viewer | undefined;
    open(view: DmnView): Promise<unknown>;
    on(event: string, listener: (event: { views: DmnView[]; activeView?: DmnView }) => void): void;
    destroy(): void;
  }
}
