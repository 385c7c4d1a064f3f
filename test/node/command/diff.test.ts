import { readFileSync } from 'node:fs'
import t from 'tap'
import { run } from '../../../src/node/run.js'
import { commandIn, directoryOf, errorsOf, type Files, printed, refused } from '../../support/command.js'

const map = (name: string, data = 'x', namespace = 'ml'): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: ${namespace}}\ndata: {a: ${data}}\n`
const stream = (...documents: ReadonlyArray<string>): string => documents.join('---\n')
const files: Files = {
  'a.yaml': stream(map('one'), map('two'), map('three')),
  'b.yaml': stream(map('three'), map('two', 'z'), map('four')),
}

t.test('two streams that differ: lines, a summary, exit code 1', async (t) => {
  t.strictSame(await commandIn(directoryOf(t, files), 'diff a.yaml b.yaml'), {
    code: 1,
    out: '+ ConfigMap/ml/four\n- ConfigMap/ml/one\n~ ConfigMap/ml/two\n  ~ data.a: "x" -> "z"\n',
    err: ['1 object changed, 1 added, 1 removed, 1 the same'],
  })
})

t.test('two streams that are the same: nothing, exit code 0', async (t) => {
  const cwd = directoryOf(t, { ...files, 'c.json': '{"apiVersion":"v1","kind":"List","items":[]}' })
  const same = { code: 0, out: '', err: ['0 objects changed, 0 added, 0 removed, 3 the same'] }
  t.strictSame(await commandIn(cwd, 'diff a.yaml a.yaml'), same)
  t.strictSame(await commandIn(cwd, 'diff a.yaml a.yaml --format unified'), same)
  t.strictSame((await commandIn(cwd, 'diff a.yaml a.yaml --format json')).out, '[]\n')
  t.match(await commandIn(cwd, 'diff c.json c.json'), { code: 0, err: [/, 0 the same$/] })
})

t.test('with one stream, what the flags and clearml.yaml build now is the new one', async (t) => {
  const cwd = directoryOf(t, {
    'old.yaml': await printed(t, 'build --preset dev'),
    'clearml.yaml': 'preset: dev\n',
  })
  t.match(await commandIn(cwd, 'diff old.yaml'), { code: 0, out: '' })
  t.match(await commandIn(cwd, 'diff old.yaml --set webserver.terminationGracePeriodSeconds=60'), {
    code: 1,
    out: '~ Deployment/clearml/clearml-webserver\n  ~ spec.template.spec.terminationGracePeriodSeconds: 30 -> 60\n',
  })
  t.match(await commandIn(cwd, 'diff old.yaml --deployment none'), {
    code: 1,
    err: [/^warning: /, /changed/],
  })
  t.match((await commandIn(cwd, 'diff old.yaml --part data')).err, [
    /^0 objects changed, 0 added, \d+ removed/,
  ])
  t.match(errorsOf(t, await commandIn(cwd, 'diff old.yaml --overlay nsf'), 'a slip'), [/did you mean nfs/])
})

t.test('a directory is all manifests in it, and not those below', async (t) => {
  const cwd = directoryOf(t, {
    'old/1.yaml': map('one'),
    'old/2.yml': map('two'),
    'old/3.json':
      '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "three", "namespace": "ml"}, "data": {"a": "x"}}',
    'old/README.md': '# {',
    'old/below/4.yaml': map('four'),
    'none/README.md': '',
    'wrong/a.yaml': 'a: [',
    'wrong/b.yaml': 'a: 1\na: 2\n',
    'a.yaml': files['a.yaml'] ?? '',
  })
  t.match(await commandIn(cwd, 'diff old a.yaml'), { code: 0, err: [/3 the same/] })
  t.match(await commandIn(cwd, 'diff old/ a.yaml'), { code: 0, err: [/3 the same/] })
  t.strictSame(errorsOf(t, await commandIn(cwd, 'diff none a.yaml'), 'no file'), [
    'none: there is no .yaml, .yml or .json file in this directory',
  ])
  t.match(errorsOf(t, await commandIn(cwd, 'diff wrong absent.yaml'), 'all that is wrong'), [
    /^wrong\/a\.yaml:/,
    /^wrong\/b\.yaml:2:1: the key "a" is given twice/,
    /^absent\.yaml: cannot be read: no such file/,
  ])
})

t.test('an object that is there twice, and what is none, are named with their places', async (t) => {
  const twice = { 'a.yaml': stream(map('one'), 'kind: X\n', map('one')), 'b.yaml': map('one') }
  t.strictSame(await refused(t, 'diff b.yaml a.yaml', twice), [
    'a.yaml:6:1: expected a Kubernetes object, and this has no apiVersion',
    'a.yaml:8:1: ConfigMap/ml/one is there twice, first at a.yaml:1:1; keep one',
  ])
  t.match(await refused(t, 'diff d b.yaml', { ...twice, 'd/1.yaml': map('one'), 'd/2.yaml': map('one') }), [
    'd/2.yaml:1:1: ConfigMap/ml/one is there twice, first at d/1.yaml:1:1; keep one',
  ])
})

t.test('flags of a build and standard input have one meaning', async (t) => {
  t.match(await refused(t, 'diff a.yaml b.yaml --preset dev --set-string a=b --part app', files), [
    '--preset, --set-string, --part: nothing is built where two streams are compared; leave out b.yaml, or these flags',
  ])
  t.match(await refused(t, 'diff - -', files), [/^standard input can be read once/])
  t.match(await refused(t, 'diff - -f -', files), [/^standard input can be read once/])
  t.match(await refused(t, 'diff', files), [/missing required argument 'old'/])
  t.match(await refused(t, 'diff a.yaml b.yaml c.yaml', files), [/too many arguments/])
  t.match(await refused(t, 'diff a.yaml b.yaml --format yaml', files), [
    /Allowed choices are tree, unified, json/,
  ])
})

t.test('a unified diff is of canonical YAML, object by object', async (t) => {
  const { code, out } = await commandIn(directoryOf(t, files), 'diff a.yaml b.yaml --format unified')
  t.equal(code, 1)
  t.equal(
    out,
    `--- /dev/null
+++ b/ConfigMap/ml/four
@@ -0,0 +1,7 @@
+apiVersion: v1
+kind: ConfigMap
+metadata:
+  name: four
+  namespace: ml
+data:
+  a: x
--- a/ConfigMap/ml/one
+++ /dev/null
@@ -1,7 +0,0 @@
-apiVersion: v1
-kind: ConfigMap
-metadata:
-  name: one
-  namespace: ml
-data:
-  a: x
--- a/ConfigMap/ml/two
+++ b/ConfigMap/ml/two
@@ -4,4 +4,4 @@
   name: two
   namespace: ml
 data:
-  a: x
+  a: z
`,
  )
  const many = (word: string) =>
    map('big', JSON.stringify(Array.from({ length: 5000 }, (_, i) => `${word}${i}`).join('\n')))
  const big = await commandIn(
    directoryOf(t, { 'a.yaml': many('a'), 'b.yaml': many('b') }),
    'diff a.yaml b.yaml --format unified',
  )
  t.match(big.out, /^ *\+ {4}b4999$/m, 'texts that have nothing in common too')
})

t.test('colours are for those who can show them', async (t) => {
  const cwd = directoryOf(t, files)
  const output = async (colours: boolean, format: string): Promise<string> => {
    let out = ''
    const argv = ['diff', 'a.yaml', 'b.yaml', '--format', format]
    const stdout = async (text: string) => {
      out += text
    }
    await run(argv, { cwd, colours, stdout, stderr: () => {} })
    return out
  }
  for (const format of ['tree', 'unified', 'json']) {
    const [plain, coloured] = [await output(false, format), await output(true, format)]
    t.notMatch(plain, '\u001b', format)
    t.equal(coloured.includes('\u001b[32m'), format !== 'json', format)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is taken away
    t.equal(coloured.replace(/\u001b\[\d+m/g, ''), plain, format)
  }
})

t.test('the page gives what the command says', async (t) => {
  const page = readFileSync('docs/diff.md', 'utf8')
  const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text = '']) => ({
    language,
    text,
  }))
  const yaml = blocks.flatMap(({ text }) => {
    const name = /^# (\S+\.yaml)\n/.exec(text)?.[1]
    return name === undefined ? [] : [[name, text] as const]
  })
  const cwd = directoryOf(t, Object.fromEntries(yaml))
  const shown = blocks.filter(({ text }) => text.startsWith('$ clearml-manifests diff'))
  t.ok(shown.length >= 4)
  for (const { language, text } of blocks) {
    if (language !== 'sh') continue
    for (const [, argv = ''] of text.matchAll(/^npx clearml-manifests (.*)$/gm)) {
      t.equal((await commandIn(cwd, argv)).code, 0, argv)
    }
  }
  for (const { text } of shown) {
    const [line = '', ...output] = text.split('\n')
    const { code, out } = await commandIn(cwd, line.replace('$ clearml-manifests ', ''))
    t.strictSame({ code, out }, { code: 1, out: output.join('\n') }, line)
  }
  const { err } = await commandIn(cwd, 'diff old.yaml new.yaml')
  t.ok(page.replaceAll('\n', ' ').includes(`\`${err[0]}\``), 'its summary')
})
