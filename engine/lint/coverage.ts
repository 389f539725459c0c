/**
 * What becomes of each thing that a BPMN file may hold: every type and every property that the metamodels of BPMN 2.0 and of the
 * dialect's extension elements name, once. A test holds the table complete, so that nothing is passed over without a decision.
 */
import type { Bilingual } from '../graph.ts';

/**
 * - `executed`: the engine does what it says.
 * - `harmless`: it says nothing to execution: documentation, drawing, organisation, auditing.
 * - `ignored`: other engines make use of it, this one does without; the author is warned.
 * - `refused`: executing the model without it would be executing another model; it is an error.
 */
export type Treatment = 'executed' | 'harmless' | 'ignored' | 'refused';

export interface PropertyCoverage {
  treatment: Treatment;
  /** Treated so only where it has one of these values; with any other it is harmless. */
  values?: readonly unknown[];
  /** What it is, for people: of what is ignored or refused. */
  what?: Bilingual;
}

export interface TypeCoverage {
  treatment: Treatment;
  what?: Bilingual;
  properties: Record<string, PropertyCoverage>;
}

/** By the type's qualified name: `bpmn:UserTask`. */
export function coverageOf(type: string): TypeCoverage | undefined {
  return Object.hasOwn(coverage, type) ? coverage[type] : undefined;
}

// how a row is written ///////////////////////////////////////////////

interface Others {
  harmless?: string;
  ignored?: Record<string, Omit<PropertyCoverage, 'treatment'>>;
  refused?: Record<string, Omit<PropertyCoverage, 'treatment'>>;
}

/** `properties`: those that are executed, separated by spaces. */
function executed(properties = '', { harmless = '', ignored = {}, refused = {} }: Others = {}): TypeCoverage {
  const rows: [string, PropertyCoverage][] = [
    ...words(properties).map((name): [string, PropertyCoverage] => [name, { treatment: 'executed' }]),
    ...words(harmless).map((name): [string, PropertyCoverage] => [name, { treatment: 'harmless' }]),
    ...Object.entries(ignored).map(([name, row]): [string, PropertyCoverage] => [
      name,
      { treatment: 'ignored', ...row },
    ]),
    ...Object.entries(refused).map(([name, row]): [string, PropertyCoverage] => [
      name,
      { treatment: 'refused', ...row },
    ]),
  ];
  return { treatment: 'executed', properties: Object.fromEntries(rows) };
}

function harmless(properties = ''): TypeCoverage {
  return { ...executed('', { harmless: properties }), treatment: 'harmless' };
}

function refused(vi: string, en: string, properties = ''): TypeCoverage {
  return { ...harmless(properties), treatment: 'refused', what: { vi, en } };
}

function ignored(vi: string, en: string, properties = ''): TypeCoverage {
  return { ...harmless(properties), treatment: 'ignored', what: { vi, en } };
}

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

// the table //////////////////////////////////////////////////////////

export const coverage: Record<string, TypeCoverage> = {
  // what a file is made of (BPMN 2.0, 8.1, 8.2, 8.3) ////////////////
  'bpmn:Definitions': executed('rootElements', {
    // a leading '=' says that an expression is FEEL, whatever the default language is
    harmless:
      'name targetNamespace expressionLanguage typeLanguage imports extensions diagrams exporter relationships exporterVersion',
  }),
  'bpmn:Import': harmless('importType location namespace'),
  'bpmn:BaseElement': executed('id extensionElements', { harmless: 'documentation extensionDefinitions' }),
  'bpmn:RootElement': executed(),
  'bpmn:Documentation': harmless('text textFormat'),
  'bpmn:Relationship': harmless('type direction source target'),
  'bpmn:Extension': executed('', {
    harmless: 'definition',
    refused: {
      mustUnderstand: {
        values: [true],
        what: {
          vi: 'phần mở rộng mà bên thực thi bắt buộc phải hiểu (mustUnderstand)',
          en: 'an extension that whoever executes the file must understand (mustUnderstand)',
        },
      },
    },
  }),
  'bpmn:ExtensionDefinition': harmless('name extensionAttributeDefinitions'),
  'bpmn:ExtensionAttributeDefinition': harmless('name type isReference extensionDefinition'),
  'bpmn:ExtensionElements': executed('values', { harmless: 'valueRef extensionAttributeDefinition' }),

  // common elements (8.4) ///////////////////////////////////////////
  'bpmn:Artifact': harmless(),
  // joins a compensation event to its handler
  'bpmn:Association': executed('sourceRef targetRef', { harmless: 'associationDirection' }),
  'bpmn:Group': harmless('categoryValueRef'),
  'bpmn:TextAnnotation': harmless('text textFormat'),
  'bpmn:Category': harmless('categoryValue name'),
  'bpmn:CategoryValue': harmless('categorizedFlowElements value'),
  'bpmn:CorrelationKey': executed('correlationPropertyRef', { harmless: 'name' }),
  'bpmn:CorrelationProperty': executed('correlationPropertyRetrievalExpression', { harmless: 'name type' }),
  'bpmn:CorrelationPropertyRetrievalExpression': executed('messagePath messageRef'),
  'bpmn:CorrelationPropertyBinding': executed('dataPath correlationPropertyRef'),
  'bpmn:CorrelationSubscription': executed('correlationKeyRef correlationPropertyBinding'),
  'bpmn:Error': executed('errorCode', { harmless: 'name structureRef' }),
  'bpmn:Escalation': executed('escalationCode', { harmless: 'name structureRef' }),
  'bpmn:Signal': executed('name', { harmless: 'structureRef' }),
  'bpmn:Message': executed('name', { harmless: 'itemRef' }),
  'bpmn:Expression': executed('body'),
  'bpmn:FormalExpression': executed('', { harmless: 'language evaluatesToTypeRef' }),
  // values carry their types themselves
  'bpmn:ItemDefinition': harmless('itemKind structureRef isCollection import'),
  'bpmn:FlowElement': executed('name', { harmless: 'auditing monitoring categoryValueRef' }),
  // the flows themselves say what is incoming and outgoing
  'bpmn:FlowNode': executed('', { harmless: 'incoming outgoing lanes' }),
  'bpmn:FlowElementsContainer': executed('laneSets flowElements'),
  // isImmediate="false" allows other work in between, and demands none
  'bpmn:SequenceFlow': executed('conditionExpression sourceRef targetRef', { harmless: 'isImmediate' }),

  // processes (10.1, 10.2) //////////////////////////////////////////
  'bpmn:CallableElement': executed('', {
    harmless: 'name ioSpecification supportedInterfaceRef ioBinding',
  }),
  'bpmn:Process': executed('laneSets flowElements correlationSubscriptions isExecutable artifacts', {
    harmless:
      'processType isClosed auditing monitoring properties resources supports definitionalCollaborationRef',
  }),
  'bpmn:Auditing': harmless(),
  'bpmn:Monitoring': harmless(),
  'bpmn:LaneSet': executed('lanes', { harmless: 'name' }),
  'bpmn:Lane': executed('name childLaneSet', {
    // who works in a lane is organisation: a reference to nothing changes no path
    harmless: 'flowNodeRef partitionElementRef partitionElement',
  }),

  // who does the work (10.3.1): said by the dialect's assignment definition
  'bpmn:Resource': harmless('name resourceParameters'),
  'bpmn:ResourceParameter': harmless('name isRequired type'),
  'bpmn:ResourceRole': harmless('resourceRef resourceParameterBindings resourceAssignmentExpression name'),
  'bpmn:ResourceParameterBinding': harmless('expression parameterRef'),
  'bpmn:ResourceAssignmentExpression': harmless('expression'),
  'bpmn:Performer': harmless(),
  'bpmn:HumanPerformer': harmless(),
  'bpmn:PotentialOwner': harmless(),

  // activities (10.3) ///////////////////////////////////////////////
  'bpmn:Activity': executed(
    'isForCompensation default startQuantity completionQuantity loopCharacteristics dataInputAssociations dataOutputAssociations',
    // an input set is always there: data is where it is used, or its expression says what is missing
    { harmless: 'ioSpecification boundaryEventRefs properties resources' },
  ),
  'bpmn:Task': executed(),
  // how a service is called is said by the dialect's task definition
  'bpmn:ServiceTask': executed('', { harmless: 'implementation operationRef' }),
  'bpmn:SendTask': executed('messageRef', { harmless: 'implementation operationRef' }),
  'bpmn:ReceiveTask': executed('instantiate messageRef', { harmless: 'implementation operationRef' }),
  'bpmn:UserTask': executed('', { harmless: 'renderings implementation' }),
  'bpmn:Rendering': harmless(),
  'bpmn:ManualTask': executed(),
  'bpmn:BusinessRuleTask': executed('', { harmless: 'implementation' }),
  // the dialect's script, which each script task must have, is executed
  'bpmn:ScriptTask': executed('', { harmless: 'scriptFormat script' }),
  'bpmn:SubProcess': executed('triggeredByEvent artifacts'),
  'bpmn:Transaction': executed('', {
    harmless: 'protocol',
    refused: {
      // 10.3.5, table 10.22: other ways to undo than by compensating
      method: {
        values: ['##Image', '##Store', '##image', '##store'],
        what: {
          vi: 'giao dịch được hoàn tác bằng khôi phục trạng thái (method ##Image, ##Store)',
          en: 'a transaction that is undone by restoring state (method ##Image, ##Store)',
        },
      },
    },
  }),
  'bpmn:AdHocSubProcess': executed('completionCondition ordering cancelRemainingInstances'),
  'bpmn:CallActivity': executed('calledElement'),
  'bpmn:GlobalTask': executed('', { harmless: 'resources' }),
  'bpmn:GlobalManualTask': executed(),
  'bpmn:GlobalUserTask': executed('', { harmless: 'implementation renderings' }),
  'bpmn:GlobalScriptTask': executed('', { harmless: 'scriptLanguage script' }),
  'bpmn:GlobalBusinessRuleTask': executed('', { harmless: 'implementation' }),
  'bpmn:LoopCharacteristics': executed(),
  'bpmn:StandardLoopCharacteristics': executed('testBefore loopCondition loopMaximum'),
  'bpmn:MultiInstanceLoopCharacteristics': executed(
    'isSequential behavior loopCardinality completionCondition complexBehaviorDefinition oneBehaviorEventRef noneBehaviorEventRef',
    // the dialect's collections, or the cardinality, say over what
    { harmless: 'loopDataInputRef loopDataOutputRef inputDataItem outputDataItem' },
  ),
  'bpmn:ComplexBehaviorDefinition': executed('condition event'),

  // data (10.4) /////////////////////////////////////////////////////
  'bpmn:ItemAwareElement': harmless('itemSubjectRef dataState'),
  'bpmn:DataState': harmless('name'),
  'bpmn:DataObject': executed('', { harmless: 'isCollection' }),
  'bpmn:DataObjectReference': executed('dataObjectRef'),
  'bpmn:DataStore': harmless('name capacity isUnlimited'),
  'bpmn:DataStoreReference': harmless('dataStoreRef'),
  'bpmn:Property': harmless('name'),
  'bpmn:DataInput': executed('name', {
    harmless: 'isCollection inputSetRef inputSetWithOptional inputSetWithWhileExecuting',
  }),
  'bpmn:DataOutput': executed('name', {
    harmless: 'isCollection outputSetRef outputSetWithOptional outputSetWithWhileExecuting',
  }),
  'bpmn:InputSet': harmless('name dataInputRefs optionalInputRefs whileExecutingInputRefs outputSetRefs'),
  'bpmn:OutputSet': harmless('dataOutputRefs name inputSetRefs optionalOutputRefs whileExecutingOutputRefs'),
  'bpmn:InputOutputSpecification': harmless('dataInputs dataOutputs inputSets outputSets'),
  'bpmn:InputOutputBinding': harmless('inputDataRef outputDataRef operationRef'),
  'bpmn:DataAssociation': executed('sourceRef targetRef transformation assignment'),
  'bpmn:DataInputAssociation': executed(),
  'bpmn:DataOutputAssociation': executed(),
  'bpmn:Assignment': executed('from to'),

  // events (10.5) ///////////////////////////////////////////////////
  'bpmn:Event': executed('', { harmless: 'properties' }),
  'bpmn:CatchEvent': executed(
    'parallelMultiple eventDefinitions eventDefinitionRef dataOutputs dataOutputAssociations',
    { harmless: 'outputSet' },
  ),
  'bpmn:ThrowEvent': executed('eventDefinitions eventDefinitionRef dataInputs dataInputAssociations', {
    harmless: 'inputSet',
  }),
  'bpmn:StartEvent': executed('isInterrupting'),
  'bpmn:EndEvent': executed(),
  'bpmn:IntermediateCatchEvent': executed(),
  'bpmn:IntermediateThrowEvent': executed(),
  'bpmn:ImplicitThrowEvent': executed(),
  'bpmn:BoundaryEvent': executed('cancelActivity attachedToRef'),
  'bpmn:EventDefinition': executed(),
  'bpmn:CancelEventDefinition': executed(),
  'bpmn:CompensateEventDefinition': executed('waitForCompletion activityRef'),
  'bpmn:ConditionalEventDefinition': executed('condition'),
  'bpmn:ErrorEventDefinition': executed('errorRef'),
  'bpmn:EscalationEventDefinition': executed('escalationRef'),
  // links connect by their names
  'bpmn:LinkEventDefinition': executed('name', { harmless: 'target source' }),
  'bpmn:MessageEventDefinition': executed('messageRef', { harmless: 'operationRef' }),
  'bpmn:SignalEventDefinition': executed('signalRef'),
  'bpmn:TerminateEventDefinition': executed(),
  'bpmn:TimerEventDefinition': executed('timeDate timeCycle timeDuration'),

  // gateways (10.6) /////////////////////////////////////////////////
  'bpmn:Gateway': executed('', { harmless: 'gatewayDirection' }),
  'bpmn:ExclusiveGateway': executed('default'),
  'bpmn:InclusiveGateway': executed('default'),
  'bpmn:ParallelGateway': executed(),
  'bpmn:ComplexGateway': executed('activationCondition default'),
  'bpmn:EventBasedGateway': executed('instantiate eventGatewayType'),

  // services (8.4.3): described elsewhere ////////////////////////////
  'bpmn:Interface': harmless('name operations implementationRef'),
  'bpmn:Operation': harmless('name inMessageRef outMessageRef errorRef implementationRef'),
  'bpmn:EndPoint': harmless(),

  // collaborations (9): what is drawn around processes ///////////////
  'bpmn:Collaboration': executed('participants messageFlows conversations correlationKeys', {
    harmless:
      'name isClosed artifacts conversationAssociations participantAssociations messageFlowAssociations choreographyRef conversationLinks',
  }),
  'bpmn:Participant': harmless('name interfaceRef participantMultiplicity endPointRefs processRef'),
  'bpmn:ParticipantMultiplicity': harmless('minimum maximum'),
  'bpmn:ParticipantAssociation': harmless('innerParticipantRef outerParticipantRef'),
  'bpmn:PartnerEntity': harmless('name participantRef'),
  'bpmn:PartnerRole': harmless('name participantRef'),
  'bpmn:InteractionNode': harmless('incomingConversationLinks outgoingConversationLinks'),
  // between pools that are both executed
  'bpmn:MessageFlow': executed('sourceRef targetRef messageRef', { harmless: 'name' }),
  'bpmn:MessageFlowAssociation': harmless('innerMessageFlowRef outerMessageFlowRef'),
  'bpmn:ConversationNode': executed('correlationKeys', { harmless: 'name participantRef messageFlowRefs' }),
  'bpmn:Conversation': harmless(),
  'bpmn:SubConversation': harmless('conversationNodes'),
  'bpmn:CallConversation': harmless('calledCollaborationRef participantAssociations'),
  'bpmn:GlobalConversation': harmless(),
  'bpmn:ConversationLink': harmless('sourceRef targetRef name'),
  'bpmn:ConversationAssociation': harmless('innerConversationNodeRef outerConversationNodeRef'),

  // choreographies (11) have no executor; within a process they would be work that nobody does
  'bpmn:Choreography': harmless(),
  'bpmn:GlobalChoreographyTask': harmless('initiatingParticipantRef'),
  'bpmn:ChoreographyActivity': harmless('participantRef initiatingParticipantRef correlationKeys loopType'),
  'bpmn:ChoreographyTask': refused('tác vụ phối hợp (choreography)', 'choreography task', 'messageFlowRef'),
  'bpmn:SubChoreography': refused('phối hợp con (choreography)', 'sub-choreography', 'artifacts'),
  'bpmn:CallChoreography': refused(
    'lời gọi phối hợp (choreography)',
    'call choreography',
    'calledChoreographyRef participantAssociations',
  ),

  // extension elements of the dialect ////////////////////////////////
  // written by old modelers only, read by nobody
  'zeebe:ZeebeServiceTask': harmless('retryCounter'),
  'zeebe:IoMapping': executed('inputParameters outputParameters', { harmless: 'ioMapping' }),
  'zeebe:InputOutputParameter': executed('source target'),
  'zeebe:Input': executed(),
  'zeebe:Output': executed(),
  'zeebe:Subscription': executed('correlationKey'),
  'zeebe:TaskHeaders': executed('values'),
  'zeebe:Header': executed('key value', { harmless: 'id' }),
  'zeebe:TaskDefinition': executed('type retries'),
  'zeebe:LoopCharacteristics': executed('inputCollection inputElement outputCollection outputElement'),
  'zeebe:CalledElement': executed(
    'processId processIdExpression propagateAllChildVariables propagateAllParentVariables',
    {
      ignored: {
        businessId: {
          what: {
            vi: 'mã nghiệp vụ của quy trình được gọi (businessId)',
            en: 'business id of the called process',
          },
        },
      },
    },
  ),
  'zeebe:UserTaskForm': executed('id body'),
  'zeebe:FormDefinition': executed('formKey formId', { harmless: 'externalReference' }),
  'zeebe:LinkedResources': ignored('tài nguyên liên kết', 'linked resources', 'values'),
  'zeebe:LinkedResource': harmless('resourceId resourceType linkName'),
  'zeebe:UserTask': executed(),
  'zeebe:CalledDecision': executed('decisionId resultVariable'),
  'zeebe:AssignmentDefinition': executed('assignee candidateGroups candidateUsers'),
  'zeebe:PriorityDefinition': executed('priority'),
  'zeebe:JobPriorityDefinition': ignored('độ ưu tiên của việc tự động', 'priority of jobs', 'priority'),
  'zeebe:TaskSchedule': executed('dueDate followUpDate'),
  'zeebe:Properties': harmless('properties'),
  'zeebe:Property': harmless('name value'),
  'zeebe:TemplateSupported': harmless('modelerTemplate modelerTemplateVersion modelerTemplateIcon'),
  'zeebe:ConfigurationSupported': harmless('modelerConfigurationTemplate modelerConfigurationName'),
  'zeebe:TemplatedRootElement': harmless('modelerTemplate'),
  'zeebe:Script': executed('expression resultVariable'),
  'zeebe:ExecutionListeners': executed('listeners'),
  'zeebe:ExecutionListener': executed('eventType retries type headers'),
  'zeebe:TaskListeners': executed('listeners'),
  'zeebe:TaskListener': executed('eventType retries type'),
  'zeebe:VersionTag': executed('value'),
  'zeebe:BindingTypeSupported': executed('bindingType versionTag'),
  'zeebe:AdHoc': executed('activeElementsCollection outputCollection outputElement'),
  'zeebe:ConditionalFilter': executed('variableNames variableEvents'),
  'zeebe:AgentDefinition': ignored('định nghĩa tác tử AI', 'definition of an AI agent', 'agentType'),
};

// asking it //////////////////////////////////////////////////////////

interface Described {
  $type: string;
  $descriptor?: unknown;
}

/** Whether execution depends on that property of the element. */
export function isExecuted(element: Described, property: string): boolean {
  return propertyCoverage(element, property)?.treatment === 'executed';
}

/** The row of a property, which a supertype of the element may have declared; undefined for an attribute of nobody. */
export function propertyCoverage(element: Described, property: string): PropertyCoverage | undefined {
  return propertiesOf(element).get(property);
}

/** The properties of the element's type that are treated so: mostly none. */
export function propertiesTreated(
  element: Described,
  treatment: Treatment,
): [property: string, row: PropertyCoverage][] {
  return [...propertiesOf(element)].filter(([, row]) => row.treatment === treatment);
}

// helpers ////////////////////////////////////////////////////////////

/** By type: the metamodel is the same for all its elements, and searching it is dear. */
const rowsByType = new Map<string, Map<string, PropertyCoverage>>();

function propertiesOf({ $type, $descriptor }: Described): Map<string, PropertyCoverage> {
  const known = rowsByType.get($type);
  if (known) return known;
  const rows = new Map<string, PropertyCoverage>();
  // what nobody's metamodel describes says nothing to us, and its names come from the file: they are not kept
  if (!coverageOf($type)) return rows;
  const { properties = [] } = ($descriptor ?? {}) as {
    properties?: { name: string; definedBy?: { name: string } }[];
  };
  for (const { name, definedBy } of properties) {
    const property = name.replace(/^.*:/, '');
    const declared = coverageOf(definedBy?.name ?? '')?.properties;
    const row = declared && Object.hasOwn(declared, property) ? declared[property] : undefined;
    if (row) rows.set(property, row);
  }
  rowsByType.set($type, rows);
  return rows;
}
