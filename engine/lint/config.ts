/** The rules as bpmnlint takes them: a configuration, and a resolver that knows our rules by name. No Node API. */
import type { Config, Reporter, Resolver, RuleFactory } from 'bpmnlint';
import type { Bilingual, Finding } from '../graph.ts';
import { type BpmnElement, forgetFlows, is, label } from './element.ts';
import type { KnownNames, ListedRule, Values } from './rule.ts';
import { rules } from './rules/index.ts';

export type Language = keyof Bilingual;

const PACKAGE = 'bpmnlint-plugin-congvan';

const categories = { error: 'error', warning: 'warn', info: 'info' } as const;

function sentenceFor(template: Bilingual, values: Values, language: Language): string {
  return template[language].replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name] ?? placeholder;
    return typeof value === 'object' ? value[language] : String(value);
  });
}

/** bpmnlint's report takes further fields; `sentence` carries both languages to the findings. */
function reportTo(reporter: Reporter, listed: ListedRule, language: Language) {
  return (element: BpmnElement, key: string, values: Values = {}): void => {
    const template = listed.sentences[key];
    if (!template) throw new Error(`Expected a sentence '${key}'`);
    const filled = { label: label(element), ...values };
    const sentence: Bilingual = {
      vi: sentenceFor(template, filled, 'vi'),
      en: sentenceFor(template, filled, 'en'),
    };
    reporter.report(element.id ?? '', sentence[language], { sentence });
  };
}

function factoryOf(listed: ListedRule, known: KnownNames, language: Language): RuleFactory {
  return () => {
    const check = listed.rule(known);
    return {
      check(node, reporter) {
        const element = node as BpmnElement;
        if (is(element, 'bpmn:Definitions')) forgetFlows();
        // a process that is only drawn may be as incomplete as a drawing
        if (is(element, 'bpmn:Process') && element.isExecutable !== true) return false;
        check(element, reportTo(reporter, listed, language));
        return undefined;
      },
    };
  };
}

function severityOf(listed: ListedRule, known: KnownNames): Finding['severity'] {
  return (known.jobTypes ? listed.severityAtDeploy : undefined) ?? listed.severity;
}

/** Rule names are `congvan/<rule id>`. */
export function createConfig(known: KnownNames, language: Language): { config: Config; resolver: Resolver } {
  const entries = Object.entries(rules);
  const factories = new Map(entries.map(([id, listed]) => [id, factoryOf(listed, known, language)]));
  return {
    config: {
      rules: Object.fromEntries(
        entries.map(([id, listed]) => [`congvan/${id}`, categories[severityOf(listed, known)]]),
      ),
    },
    resolver: {
      resolveRule(pkg, ruleName) {
        const factory = pkg === PACKAGE ? factories.get(ruleName) : undefined;
        if (!factory) throw new Error(`Expected a rule of congvan, but got ${pkg}/${ruleName}`);
        return factory;
      },
      resolveConfig(pkg, configName) {
        throw new Error(`Expected no configuration to extend, but got ${pkg}/${configName}`);
      },
    },
  };
}
