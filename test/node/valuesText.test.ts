import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { parse } from 'yaml'
import type { JsonObject } from '../../src/json.js'
import { type ValuesFlags, valuesOf } from '../../src/node/command/values.js'
import { showCommandError } from '../../src/node/commandError.js'
import { documented } from '../../src/node/valuesText.js'
import { decode, mergeLayers } from '../../src/values/decode.js'
import { items } from '../../src/values/items.js'
import { group, integer, optionalText, requiredText, text, textList, texts } from '../../src/values/schema.js'

const glue = group('One agent.', {
  image: optionalText('Image of its tasks.', 'ubuntu:24.04'),
  queue: requiredText('The queue that it takes tasks from.', 'gpu'),
  gpus: integer(0, 'GPUs of a task.', 1),
  pod: group('Its pods.', {
    labels: texts({}, 'Extra labels.', { team: 'ml' }),
    shell: text('', 'Shell.', 'sh'),
  }),
  mounts: items(group('A mount.', { path: requiredText('Where.', '/mnt') }), 'What is mounted.', [
    { path: '/a' },
  ]),
})
const agents = group('The agents.', {
  enabled: text('yes', 'Whether.', 'no'),
  glue: items(glue, 'The agents, one for each queue.', [{ queue: 'gpu', gpus: 1 }]),
  last: textList('The last one.', ['x']),
})
const schema = group('', { agents })

const page = `# The agents, one for each queue.
glue: []
# One agent. A list to start from, in place of []:
#   # Required. The queue that it takes tasks from.
#   - queue: gpu
#     # Image of its tasks.
#     # Example:
#     # image: ubuntu:24.04
#     # GPUs of a task.
#     gpus: 0
#     # Its pods.
#     pod:
#       # Extra labels.
#       labels: {}
#       # Shell.
#       shell: ""
#     # What is mounted.
#     mounts: []
#     # A mount. A list to start from, in place of []:
#     #   # Required. Where.
#     #   - path: /mnt
`

/** What a user gets who uncomments the list below `key`: the lines that are indented in their comment. */
const uncommented = (text: string, key: string): string =>
  text.replace(
    new RegExp(`(\\b${key}:) \\[\\](\\n(?: *# \\S.*\\n)+)((?: *# {3}.*\\n)+)`),
    (_, start: string, doc: string, list: string) => `${start}${doc}${list.replace(/^( *)# /gm, '$1')}`,
  )

const decoded = (values: unknown): unknown => {
  const layers = [{ origin: '', tier: 'user' as const, values: values as JsonObject }] // read from a map
  const merged = mergeLayers(schema, layers)
  return E.isLeft(merged) ? merged : decode(schema, merged.right, layers, [])
}

t.test('a list of groups has its sentence, its default, and an item to start from', async (t) => {
  t.equal(documented({ glue: agents.fields.glue }), page)
})

t.test('the text is valid YAML that gives the defaults', async (t) => {
  const text = documented({ agents })
  t.strictSame(parse(text), { agents: { enabled: 'yes', glue: [], last: [] } })
  t.strictSame(decoded(parse(text)), decoded({}))
  const inPage = documented({ agents }, '  ')
  t.strictSame(parse(inPage), parse(text), 'on the page of an overlay too')
})

t.test('an example of a list, uncommented, is the item with its defaults', async (t) => {
  const once = uncommented(documented({ agents }), 'glue')
  t.match(once, /\n {2}glue:\n {2}# One agent.*\n {4}# Required.*\n {4}- queue: gpu\n/)
  t.strictSame(decoded(parse(once)), decoded({ agents: { glue: [{ queue: 'gpu' }] } }))
  const twice = uncommented(once, 'mounts')
  t.strictSame(
    decoded(parse(twice)),
    decoded({ agents: { glue: [{ queue: 'gpu', mounts: [{ path: '/mnt' }] }] } }),
  )
})

t.test('an item without defaults and required values starts empty', async (t) => {
  const list = items(group('One.', { image: optionalText('Image.', 'a') }), 'All.', [])
  const text = documented({ list })
  t.match(text, /\n# {3}- \{\}\n# {5}# Image.\n# {5}# Example:\n# {5}# image: a\n/)
  t.strictSame(parse(uncommented(text, 'list')), { list: [{}] })
})

t.test('long sentences of an item fit the page', async (t) => {
  const doc = `${'All of the agents that take tasks '.repeat(9)}.`
  const deep = items(
    group(doc, { a: group(doc, { b: items(group(doc, { c: text('', doc, 'x') }), doc, []) }) }),
    doc,
    [],
  )
  const lines = documented({ agents: group(doc, { deep }) }, '  ').split('\n')
  t.strictSame(
    lines.filter((line) => line.length > 100),
    [],
  )
})

const printed = (path: string, flags: ValuesFlags = {}): string =>
  E.match(
    (error: Parameters<typeof showCommandError>[0]) => `error: ${showCommandError(error)}`,
    (text: string) => text,
  )(valuesOf({ agents }, path, flags))

t.test('values PATH prints a list of groups, and what an item has', async (t) => {
  t.equal(printed('agents.glue'), page)
  t.equal(printed('agents.glue[0].gpus'), '# GPUs of a task.\ngpus: 0\n')
  t.equal(printed('agents.glue[0].mounts[3].path'), '# Where.\n# Required. Example:\n# path: /mnt\n')
  t.match(printed('agents.glue[0].pod'), /^# Its pods.\npod:\n {2}# Extra labels.\n {2}labels: \{\}\n/)
  t.match(printed('agents.glue[0]'), /^# Image of its tasks.\n# Example:\n# image: .*\n# The queue/)
  t.equal(printed('agents.glue', { defaults: true }), '[]\n')
  t.match(printed('agents.glue[0].pod', { defaults: true }), 'labels: {}\nshell: ""\n')
  t.match(JSON.parse(printed('agents.glue[0].gpus', { schema: true })), {
    type: ['integer', 'null'],
    minimum: 0,
  })
  t.match(JSON.parse(printed('agents.glue', { schema: true })), { items: { required: ['queue'] } })
})

t.test('a path that leads nowhere says what there is', async (t) => {
  t.equal(
    printed('agents.glue.queue'),
    'error: no value "agents.glue.queue"; did you mean agents.glue[0].queue?',
  )
  t.equal(
    printed('agents.glue[0].gpuss'),
    'error: no value "agents.glue[0].gpuss"; did you mean agents.glue[0].gpus?',
  )
  t.equal(
    printed('agents[0].glue'),
    'error: no value "agents[0]"; there are agents.enabled, agents.glue, agents.last',
  )
  t.equal(printed('agents.last[0]'), 'error: agents.last is one value; it has no "[0]"')
  t.equal(printed('agents.last.x'), 'error: agents.last is one value; it has no "x"')
  t.match(printed('agents..glue'), /^error: "agents..glue" is no path of a value, such as redis.storage$/)
})
