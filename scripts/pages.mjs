// Writes the pages that hold what the program says: docs/values.md, docs/cli.md and docs/pod-security.md.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const printed = (...args) => execFileSync(process.execPath, args, { encoding: 'utf8' }) // throws before a page is lost
const output = (...args) => printed('dist/cli.cjs', ...args)
const fence = (language, text) => `\`\`\`${language}\n${text.trim()}\n\`\`\`\n`

writeFileSync(
  'docs/values.md',
  `# What can I set?

Everything below, in values files, in \`clearml.yaml\` under \`values\`, and by \`--set path=value\`. A value that is
commented out has no default of its own; its sentence says what is used then. \`clearml-manifests values PATH\` prints a
part of this page, and \`clearml-manifests values --schema\` a JSON Schema for editors.

${fence('yaml', `# all-values.yaml\n${output('values')}`)}`,
)

const commands = [
  'build',
  'notes',
  'explain',
  'overlays',
  'presets',
  'values',
  'validate',
  'diff',
  'fn',
  'images',
  'inspect',
  'secrets',
  'users',
]
writeFileSync(
  'docs/cli.md',
  `# What commands and flags are there?

Data goes to standard output, everything else to standard error. \`-\` is standard input or output wherever a file stands.
Exit codes: **0** done; **1** the answer is no (\`validate\` found problems, \`diff\` differences); **2** the request cannot be carried out (bad usage, bad or unreadable input, a check failed);
**70** a defect of the program. A closed pipe is not an error.

The whole stream exists before its first byte is written. A file is replaced in one step; a directory is written file by
file, its \`kustomization.yaml\` last, and files of manifests that are gone are removed.

${commands.map((name) => `## ${name}\n\n${fence('text', output(name, '--help'))}`).join('\n')}
## --set

As in Helm: \`a.b=v\`, several with \`,\`, lists as \`{x,y}\`, items as \`a[0]\` (an index that exists, or the next one), and
\`\\\` before a character that is meant literally. The type comes from the value's documentation; where anything may stand,
\`true\`, \`false\`, \`null\` and integers are read as such. \`--set-string\` always means text.
`,
)

writeFileSync('docs/pod-security.md', printed('scripts/podSecurity.mjs'))
