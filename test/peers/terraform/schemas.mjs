/**
 * Schemas of a provider's resources, taken from the bindings that CDK for Terraform generates of the provider itself: `node schemas.mjs PACKAGE NAME…`, where a
 * data source's name begins with `data.`. The bindings write out every attribute when they are made into HCL, so they are asked to, with a stand-in for
 * their library; what is required, they say in their types.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import Module from 'node:module'
import { join } from 'node:path'

const [folder, ...names] = process.argv.slice(2)
const require = createRequire(import.meta.url)

/** Stands for any value: has every member, and is itself each of them. */
const anything = new Proxy(function () {}, { get: (_, name) => (name === Symbol.toPrimitive ? () => '' : name === Symbol.iterator ? undefined : anything), apply: () => anything })
class Resource {}
class ComplexObject {}
const mapper = (inner) => () => inner(anything)
const library = {
  TerraformResource: Resource,
  TerraformDataSource: Resource,
  ComplexObject,
  ComplexList: ComplexObject,
  ComplexMap: ComplexObject,
  canInspect: () => true,
  isComplexElement: () => false,
  Tokenization: { isResolvable: () => false },
  listMapperHcl: mapper,
  hashMapperHcl: mapper,
  listMapper: mapper,
  hashMapper: mapper,
}
const cdktf = new Proxy(library, { get: (from, name) => (name in from ? from[name] : (value) => value) })
const load = Module._load
Module._load = (request, ...rest) => (request === 'cdktf' ? cdktf : request === 'constructs' ? anything : load(request, ...rest))

const kebab = (name) => name.replaceAll('_', '-')
const pascal = (name) => name.replace(/(?:^|_)([a-z0-9])/g, (_, letter) => letter.toUpperCase())
const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())

function typeOf({ type, storageClassType }) {
  const element = (/^(string|number|boolean)/.exec(storageClassType) ?? [])[1]
  const scalar = { string: 'string', number: 'number', boolean: 'bool' }[element]
  if (scalar === undefined) return 'dynamic'
  return type === 'simple' ? scalar : [type, scalar]
}

/** Members of an interface: by name, whether one must be given, and whether there may be several. */
function membersOf(types, name) {
  const [, body = ''] = new RegExp(`^export interface ${name}(?: extends [^{]+)? \\{$([\\s\\S]*?)^\\}`, 'm').exec(types) ?? []
  return new Map([...body.matchAll(/^ {4}readonly (\w+)(\??): ([^;]+)/gm)].map(([, member, optional, type]) => [member, { required: optional === '', several: type.includes('[]') }]))
}

function blockOf(attributes, types, name) {
  const members = membersOf(types, name)
  const block = { attributes: {}, blocks: {} }
  for (const [key, told] of Object.entries(attributes)) {
    const { required = false, several = false } = members.get(camel(key)) ?? {}
    if (!told.isBlock) block.attributes[key] = { type: typeOf(told), required, optional: !required, computed: false }
    else block.blocks[key] = { nesting: told.type === 'set' ? 'set' : told.type === 'struct' ? 'single' : 'list', most: several ? 0 : 1, least: required ? 1 : 0, ...blockOf(told.value, types, told.storageClassType.replace(/(List|Set)$/, '')) }
  }
  return block
}

/** What nobody gives: the bindings can read it, and write it nowhere. */
function addComputed(block, prototype) {
  const reader = (type) => (name) => ({ name, type })
  const self = new Proxy({ getStringAttribute: reader('string'), getNumberAttribute: reader('number'), getBooleanAttribute: reader('bool'), getListAttribute: reader(['list', 'string']), getStringMapAttribute: reader(['map', 'string']) }, { get: (from, name) => from[name] ?? anything })
  for (const [, { get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (get === undefined) continue
    let told
    try {
      told = get.call(self)
    } catch {
      continue
    }
    if (typeof told?.name === 'string' && told.type !== undefined && typeof told.type !== 'function' && !(told.name in block.attributes) && !(told.name in block.blocks)) {
      block.attributes[told.name] = { type: told.type, required: false, optional: false, computed: true }
    }
  }
}

function schemaOf(name, provider) {
  const data = name.startsWith('data.')
  const bare = name.replace(/^data\./, '').replace(new RegExp(`^${provider}_`), '')
  // A binding of a name that TypeScript or Terraform keeps for itself is called otherwise.
  const place = join(folder, 'lib', `${data ? `data-${provider}-` : ''}${kebab(bare)}`)
  const types = readFileSync(join(place, 'index.d.ts'), 'utf8')
  const exported = require(join(place, 'index.js'))
  const className = Object.keys(exported).find((key) => Object.getPrototypeOf(exported[key]) === Resource)
  const block = blockOf(exported[className].prototype.synthesizeHclAttributes.call(anything), types, `${className}Config`)
  // Every resource has one, and nobody gives it.
  if (block.attributes.id?.required === false) block.attributes.id = { ...block.attributes.id, computed: true }
  addComputed(block, exported[className].prototype)
  return block
}

const provider = names[0].replace(/^data\./, '').split('_')[0]
const schemas = { resources: {}, data: {} }
for (const name of names) schemas[name.startsWith('data.') ? 'data' : 'resources'][name.replace(/^data\./, '')] = schemaOf(name, provider)
process.stdout.write(`${JSON.stringify(schemas, null, 1)}\n`)
