/** What a query costs before anything is done: nodes that it may return, and points. */
import { type DocumentNode, type FieldNode, getNamedType, type GraphQLObjectType, type GraphQLSchema, isObjectType, Kind, type OperationDefinitionNode, type SelectionSetNode, valueFromASTUntyped } from 'graphql'

export interface Cost {
  nodeCount: number
  points: number
}

export interface Query {
  schema: GraphQLSchema
  document: DocumentNode
  operation: OperationDefinitionNode
  variables: Readonly<Record<string, unknown>>
}

/** https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api, "Predicting the point value of a query" */
export function costOf({ schema, document, operation, variables }: Query): Cost {
  const total = { nodes: 0, requests: 0 }
  const fragments = new Map(document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [])))
  const named = (name: string) => {
    const type = schema.getType(name)
    return isObjectType(type) ? type : undefined
  }
  const valueOf = (field: FieldNode, name: string): unknown => {
    const argument = field.arguments?.find((one) => one.name.value === name)
    return argument && valueFromASTUntyped(argument.value, variables)
  }
  /** `times` is how often this selection may be filled. */
  const walk = (set: SelectionSetNode, type: GraphQLObjectType | undefined, times: number): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value)
        if (fragment) walk(fragment.selectionSet, named(fragment.typeCondition.name.value), times)
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, selection.typeCondition ? named(selection.typeCondition.name.value) : type, times)
      } else visit(selection, type, times)
    }
  }
  const visit = (field: FieldNode, parent: GraphQLObjectType | undefined, times: number): void => {
    const fieldType = parent?.getFields()[field.name.value]?.type
    if (fieldType === undefined || field.selectionSet === undefined) return
    const type = getNamedType(fieldType)
    const ids = valueOf(field, 'ids')
    let inner = Array.isArray(ids) ? times * Math.max(1, ids.length) : times
    if (type.name.endsWith('Connection')) {
      total.requests += times
      inner = times * Number(valueOf(field, 'first') ?? valueOf(field, 'last') ?? 0)
      total.nodes += inner
    }
    walk(field.selectionSet, isObjectType(type) ? type : undefined, inner)
  }

  walk(operation.selectionSet, schema.getQueryType() ?? undefined, 1)
  return { nodeCount: total.nodes, points: Math.max(1, Math.round(total.requests / 100)) }
}
