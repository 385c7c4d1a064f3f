import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { truncateSync, writeFileSync } from 'node:fs'
import { buildSync } from 'esbuild'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import * as yaml from 'yaml'
import { at, equal, isArray, isObject, type Json, type Path, showPath } from '../../src/json.js'
import { showInputError } from '../../src/node/inputError.js'
import { type ParsedYaml, parseYaml } from '../../src/node/parseYaml.js'
import { readYaml } from '../../src/node/readYaml.js'
import { positionOf, showPosition } from '../../src/position.js'

const parsed = (text: string): ParsedYaml | ReadonlyArray<string> => {
  const result = parseYaml(yaml, text, 'v.yaml')
  return E.isLeft(result) ? result.left.map(showInputError) : result.right
}

const data = (text: string): unknown => {
  const result = parsed(text)
  return 'data' in result ? result.data : result
}

const read = async (file: string): Promise<unknown> => {
  const result = await readYaml(file)()
  return E.isLeft(result) ? result.left.map(showInputError) : result.right.data
}

const isRoot = process.getuid?.() === 0

t.test('YAML and JSON are read by their content', async (t) => {
  t.same(data('a: 1\nb: [x, true, null, 1.5]\n'), { a: 1, b: ['x', true, null, 1.5] })
  t.same(data('{"a": {"b": "\\ud83d\\ude00"}}'), { a: { b: '😀' } })
  t.same(data('{\n\t"a": [\n\t\t1\n\t]\n}\n'), { a: [1] }, 'JSON may be indented with tabs')
  t.same(data('\uFEFFa: 1\r\nb:\r\n  - x\r\n'), { a: 1, b: ['x'] }, 'a byte order mark and CRLF are fine')
  t.same(data('a: yes\nb: 010\nc: 1_000\nd: 2024-01-01\n'), {
    a: 'yes',
    b: 10,
    c: '1_000',
    d: '2024-01-01',
  })
  t.same(data('%YAML 1.1\n---\na: yes\n'), { a: 'yes' }, 'YAML 1.2 whatever a directive says')
  t.ok(Object.is((data('a: -0') as { a: number }).a, 0), 'JSON has no negative zero')
})

t.test('an empty text is an empty map', async (t) => {
  for (const text of ['', '\n', '# only a comment\n', '---\n', '---\n...\n', '\uFEFF'])
    t.same(data(text), {}, text)
})

t.test('what is no map is refused by its kind', async (t) => {
  const says = (text: string, found: string) =>
    t.same(data(text), [`v.yaml: expected a map (lines like "key: value") at the top, found ${found}`])
  says('- 1\n', 'a list')
  says('just words\n', 'text')
  says('a:1\n', 'text (is the space after ":" missing?)')
  says('5', 'a number')
  says('true', 'true or false')
  says('~', 'null')
})

t.test('keys are taken as they are written', async (t) => {
  t.same(data('1: a\n1.10: b\ntrue: c\nnull: d\n~: e\n"": f\n? g\n: h\n'), {
    1: 'a',
    '1.10': 'b',
    true: 'c',
    null: 'd',
    '~': 'e',
    '': 'f',
    g: 'h',
  })
  t.same(data('constructor: 1\ntoString: 2\nhasOwnProperty: 3\n'), {
    constructor: 1,
    toString: 2,
    hasOwnProperty: 3,
  })
  t.same(data('? [a]\n: 1\n? {b: 1}\n: 2\n: 3\n'), [
    'v.yaml:1:3: a key is text or a number, not a map, a list or an alias',
    'v.yaml:3:3: a key is text or a number, not a map, a list or an alias',
    'v.yaml:5:1: a key is missing before ":"',
  ])
})

t.test('positions say where keys and list items stand', async (t) => {
  const text =
    'apiserver:\n  replicas: 2\n  extraEnv:\n    - name: A\n      value: x\n    -\n"a/b":\n  c: {d: [1]}\n'
  const result = parsed(text)
  if (!('data' in result)) throw new Error('not read')
  t.same(
    [...result.positions].map(([path, position]) => `${path} ${showPosition(position)}`),
    [
      ' v.yaml:1:1',
      'apiserver v.yaml:1:1',
      'apiserver.replicas v.yaml:2:3',
      'apiserver.extraEnv v.yaml:3:3',
      'apiserver.extraEnv[0] v.yaml:4:7',
      'apiserver.extraEnv[0].name v.yaml:4:7',
      'apiserver.extraEnv[0].value v.yaml:5:7',
      'apiserver.extraEnv[1] v.yaml:6:6',
      '["a/b"] v.yaml:7:1',
      '["a/b"].c v.yaml:8:3',
      '["a/b"].c.d v.yaml:8:7',
      '["a/b"].c.d[0] v.yaml:8:11',
    ],
  )
  const where = (path: Path) =>
    showPosition(positionOf(result.positions, path) ?? { file: '', line: 0, column: 0 })
  t.equal(where(['apiserver', 'replicas']), 'v.yaml:2:3')
  t.equal(where(['apiserver', 'extraEnv', 0, 'valueFrom', 'x']), 'v.yaml:4:7', 'the nearest ancestor')
  t.equal(where(['nothing', 'known']), 'v.yaml:1:1', 'at last the root')
  t.equal(positionOf(new Map(), ['a']), undefined)
})

t.test('aliases and merge keys', async (t) => {
  const result = parsed('base: &b {x: 1, y: [1]}\nc:\n  <<: *b\n  x: 2\nd: *b\n')
  if (!('data' in result)) throw new Error('not read')
  t.same(result.data, { base: { x: 1, y: [1] }, c: { x: 2, y: [1] }, d: { x: 1, y: [1] } })
  t.same(positionOf(result.positions, ['c', 'x']), { file: 'v.yaml', line: 4, column: 3 })
  t.same(
    positionOf(result.positions, ['c', 'y', 0]),
    { file: 'v.yaml', line: 1, column: 21 },
    'where it is written',
  )
  t.same(data('a: 0\n<<: [{a: 1, b: 1}, {b: 2, c: 3}]\n'), { a: 0, b: 1, c: 3 }, 'own, then the first')
  t.same(data('x: &a {k: &b 1}\ny: &b 2\nz: *a\nu: *b\n'), { x: { k: 1 }, y: 2, z: { k: 1 }, u: 2 })
  t.same(data('a: <<\n"<<": 1\n'), { a: '<<', '<<': 1 }, 'only a plain << as a key merges')
  t.same(data('a: *x\nb: &b [*b]\n<<: 5\nc: {<<: [*q, 1]}\n'), [
    'v.yaml:1:4: the alias *x has no anchor &x before it',
    'v.yaml:2:8: the alias *b stands for a value that contains it',
    'v.yaml:3:5: "<<" takes a map, or a list of maps',
    'v.yaml:4:10: the alias *q has no anchor &q before it',
    'v.yaml:4:14: "<<" takes a map, or a list of maps',
  ])
})

t.test('aliases that multiply stop quickly', async (t) => {
  const laughs = (one: string, many: (alias: string) => string): string =>
    [
      `a: &a ${one}`,
      ...[...'bcdefghi'].map((name, i) => `${name}: &${name} ${many(`*${'abcdefghi'[i]}`)}`),
    ].join('\n')
  const nine = (alias: string): string => `[${Array(9).fill(alias).join(', ')}]`
  const chain = Array.from({ length: 3000 }, (_, i) => `m${i}: &m${i} {${i ? `<<: *m${i - 1}` : 'x: 1'}}`)
  const before = process.memoryUsage().rss
  const start = performance.now()
  for (const bomb of [
    laughs('[lol, lol, lol]', nine),
    laughs('{lol: 1}', (alias) => `{<<: ${nine(alias)}}`),
    `a: &a ${'x'.repeat(100_000)}\nb:\n${'  - *a\n'.repeat(1000)}`,
    chain.join('\n'),
  ]) {
    t.same(data(bomb), ['v.yaml: aliases (*name) repeat too much; expected at most 100,000 values from them'])
  }
  t.ok(performance.now() - start < 4000, 'four bombs in less than 4 s')
  t.ok(process.memoryUsage().rss - before < 300e6, 'without much memory')
  t.same(data('a: &a [1]\nb: [*a, *a]\n'), { a: [1], b: [[1], [1]] })
})

t.test('all problems of a text are reported together, each once', async (t) => {
  t.same(data('a: 1\n b: 2\nc: @x\nd: 1\nd: 2\ne: "\\z"\nf: !env X\n__proto__: {}\ng: "x\nh: 1\n'), [
    'v.yaml:1:4: unexpected "key:" here; a nested map or list starts on a line of its own, and text with ": " is quoted (at "a:")',
    'v.yaml:3:4: plain text cannot start with @; quote it (at "c:")',
    'v.yaml:5:1: the key "d" is given twice, first on line 4; keep one',
    'v.yaml:6:5: \\z is no escape in double quotes; use single quotes, or \\\\ (at "e:")',
    'v.yaml:7:9: the tag !env is not supported; expected plain YAML without tags',
    'v.yaml:8:1: the key "__proto__" is not allowed; choose another name',
    'v.yaml:9:4: this quote is never closed (at "g:")',
  ])
  t.equal((data('- @\n'.repeat(50)) as ReadonlyArray<string>).length, 20, 'at most 20')
  t.equal((data(`a:\n${'  - .nan\n'.repeat(50)}`) as ReadonlyArray<string>).length, 20)
})

t.test('each fault is said in words for its author', async (t) => {
  const says = (text: string, ...messages: ReadonlyArray<string>) => t.same(data(text), messages, text)
  says('a:\n\t- b\n', 'v.yaml:2:1: tabs cannot indent YAML; use spaces')
  says(
    'a: b\nfoo bar\nc: d\n',
    'v.yaml:2:1: a key stands on one line; is a ":" missing, or the indentation wrong?',
  )
  says('a: [1, 2\nb: 3\n', 'v.yaml:2:1: a list opened with [ is not closed with ] (at "b:")')
  says('a: {b: 1\nc: 2\n', 'v.yaml:2:1: a map opened with { is not closed with } (at "c:")')
  says('a: ]\n', 'v.yaml:1:4: "]" is not expected here (at "a:")')
  says(']', 'v.yaml:1:1: "]" is not expected here')
  says(
    'a: {{ .Values.x }}\n',
    'v.yaml:1:5: templates like {{ … }} are not run here; write the value itself, or quote it (at "a:")',
  )
  says('{"a": 1, "a": 2}', 'v.yaml:1:10: the key "a" is given twice, first on line 1; keep one')
  says('a: {__proto__: {x: 1}}', 'v.yaml:1:5: the key "__proto__" is not allowed; choose another name')
  says('{"\\u005f_proto__": 1}', 'v.yaml:1:2: the key "__proto__" is not allowed; choose another name')
  says('a: "\\ud800"', 'v.yaml:1:4: half of a character: "\\ud800" to "\\udfff" only have a meaning in pairs')
  says('a: x\u0000', 'v.yaml:1:5: the control character U+0000 is not allowed in YAML; is this a text file?')
  says('a: 1\n---\nb: 2\n', 'v.yaml:2:1: a second document starts here; expected one document in this file')
  t.same(data('---\na: 1\n---\n'), { a: 1 }, 'an empty document does not count')
})

t.test('a value is never shown: it may be a secret', async (t) => {
  for (const text of [
    'password: @hunter2\n',
    'password: hunter2: x\n',
    'password: "hunter2\\z"\n',
    'password: "hunter2',
  ]) {
    const messages = data(text)
    t.ok(Array.isArray(messages) && messages.length === 1, text)
    t.notMatch(JSON.stringify(messages), /hunter2/)
  }
})

t.test('numbers that do not survive are refused', async (t) => {
  const large = 'this integer is too large to be kept exactly (beyond 2^53); quote it if it is text'
  const none = 'not a number that JSON can hold; quote it if it is text'
  t.same(data('a: 9007199254740993\nb: .inf\nc: 0xFFFFFFFFFFFFFF\nd: -1e999\ne: .NaN\n'), [
    `v.yaml:1:4: ${large}`,
    `v.yaml:2:4: ${none}`,
    `v.yaml:3:4: ${large}`,
    `v.yaml:4:4: ${none}`,
    `v.yaml:5:4: ${none}`,
  ])
  t.same(data('a: 9007199254740991\nb: "9007199254740993"\nc: 1e300\n'), {
    a: 9007199254740991,
    b: '9007199254740993',
    c: 1e300,
  })
})

t.test('tags of the core schema are read, others refused', async (t) => {
  t.same(data('a: !!str 5\nb: !!int "7"\nc: !!map {}\nd: !!seq []\ne: ! 12\nf: !!null ""\n'), {
    a: '5',
    b: 7,
    c: {},
    d: [],
    e: '12',
    f: null,
  })
  const unknown = (tag: string) => `the tag ${tag} is not supported; expected plain YAML without tags`
  t.same(
    data('a: !!binary aGk=\nb: !foo {}\nc: !!set {x}\nd: !!timestamp 2024-01-01\ne: !!int x\nf: !!map [1]\n'),
    [
      `v.yaml:1:13: ${unknown('!!binary')}`,
      `v.yaml:2:9: ${unknown('!foo')}`,
      `v.yaml:3:10: ${unknown('!!set')}`,
      `v.yaml:4:16: ${unknown('!!timestamp')}`,
      'v.yaml:5:10: this value is no !!int',
      'v.yaml:6:10: this value is no !!map',
    ],
  )
})

t.test('nesting has a limit, and no depth ends the process', async (t) => {
  const tooDeep = /^v.yaml:\d+:\d+: nested too deep: expected at most 200 levels$/
  const blocks = Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')
  for (const text of [
    '['.repeat(100_000),
    '{"a":'.repeat(100_000),
    '- '.repeat(10_000),
    '? '.repeat(10_000),
    blocks,
  ]) {
    t.match(data(text), [tooDeep], text.slice(0, 10))
  }
  const deep = `{"a": ${'['.repeat(190)}${']'.repeat(190)}}`
  t.same(data(deep), JSON.parse(deep))
})

t.test('what JSON.stringify writes is read back, with a position for every path', async (t) => {
  const key = fc.string({ unit: 'binary' }).filter((text) => text !== '__proto__')
  const tree = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<Json>(null, true, false, 0, 1.5, -7, 'null', '1', '<<', ''),
      key,
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(key, tie('json'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).json
  const paths = (value: Json, path: Path): ReadonlyArray<Path> => {
    const children: ReadonlyArray<readonly [string | number, Json]> = isArray(value)
      ? value.map((item, i) => [i, item] as const)
      : isObject(value)
        ? Object.entries(value)
        : []
    return [path, ...children.flatMap(([step, child]) => paths(child, [...path, step]))]
  }
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.dictionary(key, tree, { noNullPrototype: true }), fc.boolean(), (object, wide) => {
        const result = parsed(JSON.stringify(object, null, wide ? 2 : undefined))
        if (!('data' in result)) throw new Error(result.join('\n'))
        if (!equal(result.data, object)) throw new Error(JSON.stringify(result.data))
        for (const path of paths(result.data, [])) {
          if (at(result.data, path) === undefined) throw new Error('no value')
          if (!result.positions.has(showPath(path))) throw new Error(`no position: ${showPath(path)}`)
        }
      }),
      { numRuns: 60 },
    ),
  )
})

t.test('files that cannot be read say why', async (t) => {
  const dir = t.testdir({
    d: {},
    'a.yaml': 'a: 1\n',
    'latin.yaml': Buffer.from('a: caf\xe9\n', 'latin1'),
    'big.yaml': '',
  })
  t.same(await read(`${dir}/a.yaml`), { a: 1 })
  t.same(await read(`${dir}/d`), [`${dir}/d: is a directory; expected a YAML or JSON file`])
  t.same(await read(`${dir}/none.yaml`), [`${dir}/none.yaml: cannot be read: no such file or directory`])
  t.same(await read(`${dir}/a.yaml/b`), [
    `${dir}/a.yaml/b: cannot be read: a part of the path is not a directory`,
  ])
  t.match(await read('a\0b'), [/cannot be read: not a valid file name$/])
  t.same(await read(`${dir}/latin.yaml`), [
    `${dir}/latin.yaml: is not UTF-8 text; expected YAML or JSON saved as UTF-8`,
  ])
  truncateSync(`${dir}/big.yaml`, 100 * 1048576)
  const start = performance.now()
  t.same(await read(`${dir}/big.yaml`), [
    `${dir}/big.yaml: is too large: 100 MiB, more than the limit of 8 MiB`,
  ])
  t.ok(performance.now() - start < 500, 'before it is read')
  t.same(await read('/dev/null'), {})
  t.same(await read('/dev/zero'), [
    '/dev/zero: cannot be read: it is a device; expected a file, or - for standard input',
  ])
  execFileSync('mkfifo', [`${dir}/pipe`])
  t.same(await read(`${dir}/pipe`), [
    `${dir}/pipe: cannot be read: it is a named pipe; expected a file, or - for standard input`,
  ])
  writeFileSync(`${dir}/secret.yaml`, 'a: 1\n', { mode: 0 })
  // Root may read everything: look with the eyes of somebody else.
  if (isRoot) process.seteuid?.(65534)
  const denied = await read(`${dir}/secret.yaml`)
  if (isRoot) process.seteuid?.(0)
  t.same(denied, [`${dir}/secret.yaml: cannot be read: permission denied`])
})

/** A program that prints what `readYaml` makes of its arguments. */
const reader = (program: string): string => {
  buildSync({
    stdin: {
      contents: `import { readYaml } from './src/node/readYaml.js'
        import { showInputError } from './src/node/inputError.js'
        const run = async () => {
          for (const file of process.argv.slice(2)) {
            const r = await readYaml(file)()
            console.log(r._tag === 'Left' ? r.left.map(showInputError).join() : JSON.stringify(r.right.data))
          }
        }
        run()`,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: program,
  })
  return program
}

t.test('standard input', async (t) => {
  const program = reader(`${t.testdir({})}/read.cjs`)
  const run = (input: string, ...files: ReadonlyArray<string>) =>
    spawnSync(process.execPath, [program, ...files], { input, encoding: 'utf8' }).stdout
  t.equal(run('a: [1, 2]\n', '-'), '{"a":[1,2]}\n')
  t.equal(run('', '-'), '{}\n')
  t.equal(run('a: 1\na: 2\n', '-'), '<stdin>:2:1: the key "a" is given twice, first on line 1; keep one\n')
  t.equal(run('a: 1\n', '-', '-'), '{"a":1}\n<stdin>: cannot be read: standard input can be read only once\n')

  const endless = spawn(process.execPath, [program, '-'], { stdio: ['pipe', 'pipe', 'inherit'] })
  endless.stdin.on('error', () => undefined)
  const pour = (): void => {
    while (endless.stdin.writable && endless.stdin.write(' '.repeat(65536)));
  }
  endless.stdin.on('drain', pour)
  pour()
  let said = ''
  for await (const chunk of endless.stdout) said += String(chunk)
  t.equal(said, '<stdin>: is too large: more than the limit of 8 MiB\n', 'input without end is cut')
})

const noBash = spawnSync('bash', ['-c', 'true']).error !== undefined && process.env.CI !== 'true'
t.test('process substitution is read', { skip: noBash && 'bash' }, async (t) => {
  const program = reader(`${t.testdir({})}/read.cjs`)
  const bash = spawnSync('bash', ['-c', `"$0" "$1" <(echo 'a: 1')`, process.execPath, program], {
    encoding: 'utf8',
  })
  t.equal(bash.stdout, '{"a":1}\n')
})
