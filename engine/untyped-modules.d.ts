/** Packages without type declarations of their own: only what is used of them. */

declare module 'dmn-moddle' {
  export class DmnModdle {
    constructor(packages?: Record<string, unknown>);
    /** @throws Error where the text is no DMN */
    fromXML(xml: string): Promise<{ rootElement: { $type: string }; warnings: { message: string }[] }>;
  }
}

declare module 'bpmnlint' {
  export interface Reporter {
    report(id: string, message: string, details?: Record<string, unknown>): void;
  }
  export interface Report {
    id?: string;
    message: string;
    /** `rule-error` where the rule itself failed. */
    category: 'error' | 'warn' | 'info' | 'off' | 'rule-error';
    [detail: string]: unknown;
  }
  /** Returning false leaves out what is below the node. */
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
    /** By rule name. */
    lint(definitions: object): Promise<Record<string, Report[]>>;
  }
}
