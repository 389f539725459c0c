declare module 'bpmn-moddle' {
  /** `element`, `property` and `value` where a reference or an attribute is meant. */
  export interface ReaderWarning {
    message: string;
    element?: { $type: string };
    property?: string;
    value?: unknown;
  }
  export interface TypeDescriptor {
    name: string;
    isAbstract?: boolean;
    superClass?: string[];
    extends?: string[];
    properties?: {
      name: string;
      type: string;
      default?: unknown;
      isReference?: boolean;
      isAttr?: boolean;
      isMany?: boolean;
    }[];
  }
  export class BpmnModdle {
    constructor(packages?: Record<string, unknown>, options?: Record<string, unknown>);
    fromXML(
      xml: string,
      typeName?: string,
    ): Promise<{
      rootElement: { $type: string };
      warnings: ReaderWarning[];
      elementsById: Record<string, { $type: string }>;
    }>;
    toXML(element: unknown, options?: { format?: boolean; preamble?: boolean }): Promise<{ xml: string }>;
    create(type: string, attributes?: Record<string, unknown>): unknown;
    getPackages(): { prefix: string; types: TypeDescriptor[] }[];
  }
}
