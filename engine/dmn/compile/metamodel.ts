/** The metamodel that the reader knows is DMN 1.3's; what 1.4 and 1.5 added to it. */
import dmn13 from 'dmn-moddle/resources/dmn/json/dmn13.json' with { type: 'json' };

const part = (name: string) => ({ name, type: 'ChildExpression', xml: { serialize: 'property' } });

/** Boxed expressions of DMN 1.4, 10.2.2. */
const boxedExpressions = [
  {
    name: 'ChildExpression',
    superClass: ['DMNElement'],
    properties: [{ name: 'value', type: 'Expression' }],
  },
  { name: 'Conditional', superClass: ['Expression'], properties: ['if', 'then', 'else'].map(part) },
  { name: 'Filter', superClass: ['Expression'], properties: ['in', 'match'].map(part) },
  {
    name: 'Iterator',
    superClass: ['Expression'],
    properties: [{ name: 'iteratorVariable', type: 'String', isAttr: true }, part('in')],
  },
  { name: 'For', superClass: ['Iterator'], properties: [part('return')] },
  { name: 'Quantified', superClass: ['Iterator'], properties: [part('satisfies')] },
  { name: 'Every', superClass: ['Quantified'], properties: [] },
  { name: 'Some', superClass: ['Quantified'], properties: [] },
];

const typeConstraint = { name: 'typeConstraint', type: 'UnaryTests', xml: { serialize: 'property' } };

export const dmn = {
  ...dmn13,
  types: [
    ...dmn13.types.map((type) =>
      type.name === 'ItemDefinition' ? { ...type, properties: [...type.properties, typeConstraint] } : type,
    ),
    ...boxedExpressions,
  ],
};
