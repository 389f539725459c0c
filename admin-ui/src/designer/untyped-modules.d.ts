/** Packages without type declarations of their own: only what is used of them. */

declare module 'bpmn-js-properties-panel' {
  export const BpmnPropertiesPanelModule: object;
  export const BpmnPropertiesProviderModule: object;
  export const ZeebePropertiesProviderModule: object;
}
declare module 'bpmn-js-element-templates' {
  export const CloudElementTemplatesPropertiesProviderModule: object;
}
declare module 'bpmn-js-create-append-anything' {
  export const CreateAppendAnythingModule: object;
  export const CreateAppendElementTemplatesModule: object;
}
declare module '@bpmn-io/element-template-icon-renderer' {
  const module: object;
  export default module;
}
declare module 'camunda-bpmn-js-behaviors/lib/camunda-cloud' {
  const module: object;
  export default module;
}
declare module 'bpmn-js-color-picker' {
  const module: object;
  export default module;
}
declare module 'bpmn-js-bpmnlint' {
  const module: object;
  export default module;
}
declare module 'bpmnlint' {
  export interface Reporter {
    report(id: string, message: string, details?: Record<string, unknown>): void;
  }
  export interface Report {
    id?: string;
    message: string;
    category: 'error' | 'warn' | 'info' | 'off' | 'rule-error';
    [detail: string]: unknown;
  }
  export type RuleFactory = (options?: unknown) => {
    check: (node: object, reporter: Reporter) => boolean | undefined;
  };
  export interface Config {
    rules: Record<string, 'error' | 'warn' | 'info' | 'off'>;
  }
  export interface Resolver {
    resolveRule(pkg: string, ruleName: string): RuleFactory;
    resolveConfig(pkg: string, configName: string): Config;
  }
  export class Linter {
    constructor(options: { config: Config; resolver: Resolver });
    lint(definitions: object): Promise<Record<string, Report[]>>;
  }
}
declare module 'dmn-moddle' {
  export class DmnModdle {
    constructor(packages?: Record<string, unknown>);
    fromXML(xml: string): Promise<{ rootElement: { $type: string }; warnings: { message: string }[] }>;
  }
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
