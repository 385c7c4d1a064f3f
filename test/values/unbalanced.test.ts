import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import t from 'tap'
import { unbalanced } from '../../src/values/unbalanced.js'
import { refused } from '../support/command.js'

t.test('what stays open, or closes nothing, is found with its line', async (t) => {
  for (const [text, sign, line] of [
    ['tasks {\n  a: 1\n', '{', 1],
    ['a: [1, 2\nb: 3\n', '[', 1],
    ['a {\n}\n}\n', '}', 3],
    ['a: [1}\n', '}', 1],
    ['a: 1\nb: "x\n', '"', 2],
    ['a { # }\n', '{', 1],
  ] as const)
    t.strictSame(unbalanced(text), { sign, line }, text)
})

t.test('brackets in texts, comments and substitutions are no brackets', async (t) => {
  for (const text of [
    '',
    'a: 1',
    'tasks { a: [1, {b: 2}], c: $' + '{?X} }\n', // a substitution
    'a: "{" # }\nb: "\\"]" // [\n',
    'a: """ { " [ """\n',
    'a: """x""""\n',
    'url: "http://a/{b"\n',
    'a { b: http://x }\n',
    '#\n',
  ])
    t.equal(unbalanced(text), undefined, text)
})

const python = process.env.CLEARML_MANIFESTS_PYTHON ?? 'python3'
const hasPyhocon = spawnSync(python, ['-c', 'import pyhocon']).status === 0
const pyhocon = hasPyhocon ? {} : process.env.CI ? {} : { skip: 'pyhocon is not installed' }

t.test('pyhocon refuses whatever is found', pyhocon, async (t) => {
  const pieces = [
    'a',
    'b: ',
    '= 1',
    '{',
    '}',
    '[',
    ']',
    '"',
    '"x"',
    '"""',
    '#',
    '//',
    '\n',
    '\n',
    ',',
    ' ',
    '\\',
    '${',
    '1',
  ]
  const text = fc
    .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 14 })
    .map((all) => all.join(''))
  const found = fc.sample(text, { numRuns: 1500, seed: 11 }).filter((one) => unbalanced(one) !== undefined)
  const program =
    'import json, sys; from pyhocon import ConfigFactory\n' +
    'def reads(x):\n' +
    '    try: ConfigFactory.parse_string(x); return True\n' +
    '    except Exception: return False\n' +
    'print(json.dumps([reads(x) for x in json.load(sys.stdin)]))'
  const { stdout, stderr, status } = spawnSync(python, ['-c', program], {
    input: JSON.stringify(found),
    encoding: 'utf8',
  })
  t.equal(status, 0, stderr.slice(-500))
  const read = JSON.parse(stdout || '[]') as ReadonlyArray<boolean>
  t.ok(found.length > 500, `${found.length} texts`)
  t.strictSame(
    found.filter((_, i) => read[i] !== false),
    [],
  )
})

t.test('the build says which file and which line, and nothing of the text', async (t) => {
  const values = 'config:\n  services.conf: |\n    tasks {\n      key: "s3cret"\n'
  const errors = await refused(t, 'build -f values.yaml', { 'values.yaml': values })
  t.strictSame(errors, [
    'values.yaml:2:3: config["services.conf"]: expected HOCON, in which every bracket and quote has its other one, got string "{ in line 1"',
  ])
})
