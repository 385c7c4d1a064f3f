import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { compare } from 'bcryptjs'
import { buildSync } from 'esbuild'
import t from 'tap'
import { PUBLISHED } from '../../../src/lint/published.js'
import { directoryOf, errorsOf, refused } from '../../support/command.js'
import { needs } from '../../support/which.js'

// The command in processes of its own: it reads standard input and terminals.
const cli = join(directoryOf(t), 'cli.cjs')
buildSync({
  entryPoints: ['src/node/cli.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  outfile: cli,
})

const hash = (input: string | Buffer) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'users', 'hash'], {
    input,
    encoding: 'utf8',
  })
  return { code: status ?? -1, out: stdout, err: stderr.split('\n').filter((line) => line !== '') }
}

t.test(
  'the hash of what comes from standard input is printed alone, without the end of its line',
  async (t) => {
    for (const [input, password] of [
      ['swordfish', 'swordfish'],
      ['swordfish\n', 'swordfish'],
      ['pass word \r\n', 'pass word '],
      [`${'ä'.repeat(36)}\n`, 'ä'.repeat(36)],
    ] as const) {
      const { code, out, err } = hash(input)
      t.strictSame({ code, err }, { code: 0, err: [] })
      t.match(out, /^\$2b\$12\$[./A-Za-z0-9]{53}\n$/)
      t.equal(await compare(password, out.trim()), true)
      t.equal(await compare(`x${password}`, out.trim()), false)
    }
  },
)

t.test('what bcrypt would not take whole, or everybody knows, is refused', async (t) => {
  const errors = (input: string | Buffer) => errorsOf(t, hash(input), 'a password')
  t.strictSame(errors(''), ['the password is empty'])
  t.strictSame(errors('\n'), ['the password is empty'])
  t.strictSame(errors('x'.repeat(73)), ['the password has 73 bytes, and bcrypt takes 72 at most'])
  t.strictSame(errors('ä'.repeat(37)), ['the password has 74 bytes, and bcrypt takes 72 at most'])
  t.strictSame(errors('a\nb\n'), ['the password is longer than one line'])
  t.match(errors('a\0b'), [/the character 0/])
  for (const [, published] of PUBLISHED.slice(0, 2))
    t.strictSame(errors(published), [
      'the password is a credential that ClearML or its charts have published',
    ])
  t.match(errors(Buffer.from([0xff, 0xfe])), [/is not UTF-8/])
})

t.test('users says what there is', async (t) => {
  t.match(await refused(t, 'users'), [/^users: no subcommand; there is hash/])
  t.strictSame(await refused(t, 'users hahs'), ['no subcommand "hahs"; did you mean hash?'])
  t.match(await refused(t, 'users hash swordfish'), [/too many arguments/])
})

/** Types each text when its prompt is there, and prints what the terminal showed, and the exit code. */
const typing = `
import json, os, pty, sys
node, cli, keys = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
pid, terminal = pty.fork()
if pid == 0:
    os.execv(node, [node, cli, "users", "hash"])
def read():
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""
shown = b""
for prompt, text in keys:
    while prompt.encode() not in shown:
        shown += read()
    os.write(terminal, text.encode())
while more := read():
    shown += more
print(json.dumps([shown.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])]))
`

const typed = (...keys: ReadonlyArray<readonly [prompt: string, text: string]>) => {
  const { stdout, stderr } = spawnSync(
    'python3',
    ['-c', typing, process.execPath, cli, JSON.stringify(keys)],
    { encoding: 'utf8', timeout: 60_000 },
  )
  if (stdout === '') throw new Error(stderr)
  const [shown, code]: [string, number] = JSON.parse(stdout)
  return { shown, code }
}

t.test('on a terminal it asks twice, and shows nothing of what is typed', needs('python3'), async (t) => {
  const { shown, code } = typed(['Password:', 'swordfish\r'], ['Again:', 'swordfish\r'])
  t.equal(code, 0)
  t.notMatch(shown, 'swordfish')
  const [found = ''] = /\$2b\$12\$[./A-Za-z0-9]{53}/.exec(shown) ?? []
  t.equal(await compare('swordfish', found), true)
})

t.test('two passwords that differ, and giving up, are refused', needs('python3'), async (t) => {
  const differ = typed(['Password:', 'swordfish\r'], ['Again:', 'swordfisch\r'])
  t.match(differ, { code: 2, shown: /error: the two passwords differ; nothing is done/ })
  t.notMatch(differ.shown, /swordfis|\$2b/)
  for (const key of ['abc\u0003', '\u0004']) {
    t.match(typed(['Password:', key]), { code: 2, shown: /error: no password was given; nothing is done/ })
    t.match(typed(['Password:', 'a\r'], ['Again:', key]), { code: 2, shown: /error: no password was given/ })
  }
  t.match(typed(['Password:', '\r'], ['Again:', '\r']), { code: 2, shown: /error: the password is empty/ })
})
