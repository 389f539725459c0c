/** Item definitions (DMN 1.5, 7.3.2) as types of values. */
import { typeNamed, type ValueType } from '../../feel/values/type.ts';
import { child, children, type DmnElement, text } from './dmn-element.ts';

/** The files whose definitions a name may mean: this one, and by the name of the import those that it imports. */
export interface TypeScope {
  definitions: DmnElement;
  imports: Map<string, TypeScope>;
}

/** Null for a name that is defined nowhere. */
export function findType(name: string, scope: TypeScope, within: string[] = []): ValueType | null {
  const plain = name.replace(/^(?:feel[:.]|\{[^}]*\})/, '').trim();
  const definition = children(scope.definitions, 'itemDefinition').find(
    (item) => text(item, 'name') === plain,
  );
  if (definition && !within.includes(plain)) return typeOfItem(definition, scope, [...within, plain]);
  if (definition) return { base: 'any' };
  const builtin = typeNamed(plain);
  if (builtin) return builtin;
  for (const [prefix, imported] of scope.imports) {
    if (plain.startsWith(`${prefix}.`)) return findType(plain.slice(prefix.length + 1), imported, within);
  }
  return null;
}

/** What a file leaves open is `any`. */
export function typeOf(name: string, scope: TypeScope): ValueType {
  return findType(name, scope) ?? { base: 'any' };
}

function typeOfItem(item: DmnElement, scope: TypeScope, within: string[]): ValueType {
  const inner = (part: DmnElement) => typeOfItem(part, scope, within);
  const components = children(item, 'itemComponent');
  const functionItem = child(item, 'functionItem');
  const allowed = text(child(item, 'typeConstraint'), 'text') || text(child(item, 'allowedValues'), 'text');
  const isList = item.isCollection === true;
  let type: ValueType;
  if (functionItem) {
    type = {
      base: 'function',
      parameters: children(functionItem, 'parameters').map((it) => typeOf(text(it, 'typeRef'), scope)),
      result: typeOf(text(functionItem, 'outputTypeRef'), scope),
    };
  } else if (components.length > 0) {
    const entries = components.map((component) => [text(component, 'name'), inner(component)] as const);
    type = { base: 'context', entries: Object.fromEntries(entries) };
  } else type = findType(text(item, 'typeRef'), scope, within) ?? { base: 'any' };
  const constraint = child(item, 'typeConstraint');
  // a constraint of a collection is on the whole of it, allowed values are on each element (1.4, 7.3.3)
  const constrained =
    allowed === '' ? type : isList && constraint ? { ...type, allowedList: allowed } : { ...type, allowed };
  if (!isList) return constrained;
  // a collection of a collection
  return type.isList ? { base: 'list', of: constrained } : { ...constrained, isList: true };
}

/** A value in the shape of the type, from which the reader of expressions learns the names of its entries. */
export function shapeOf(type: ValueType): unknown {
  if (!type.entries) return null;
  const shape = Object.fromEntries(
    Object.entries(type.entries).map(([name, entry]) => [name, shapeOf(entry)]),
  );
  return type.isList ? [shape] : shape;
}
