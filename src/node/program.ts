/** The command line: what commands and flags there are. The code of a command is loaded when it runs. */
import { Command, Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { parts } from '../kube/part.js'
import type { OutputFlags } from './command/build.js'
import type { ValuesFlags } from './command/values.js'
import type { CommandError, CommandErrors } from './commandError.js'
import type { BuildFlags } from './request.js'
import { version } from './version.js'

/** What a command gives: text for standard output, and warnings. */
export interface Answer {
  readonly text: string
  readonly warnings: ReadonlyArray<string>
}

type Answers = E.Either<CommandErrors, Answer>

/** The command line as a Commander program; `answer` is called with what the chosen command gives. */
export const program = (cwd: string, answer: (answers: Answers) => void): Command => {
  const root = new Command('clearml-manifests')
    .description('Prints the Kubernetes manifests of a ClearML installation as one YAML stream.')
    .version(version)
    .showHelpAfterError('(clearml-manifests --help lists commands and flags)')
    .addHelpText('after', examples)

  const build = withBuildFlags(root.command('build'))
    .description('print the stream')
    .option('-o, --output <target>', '- (standard output), a file, or a directory that ends in /', '-')
    .addOption(new Option('--format <format>', 'of the stream').choices(['yaml', 'json']).default('yaml'))
    .addOption(
      new Option('--part <part>', 'data: namespace, volumes, claims; app: the rest')
        .choices(parts)
        .default('all'),
    )
    .action(async (flags: BuildFlags & OutputFlags) => {
      answer(await (await import('./command/build.js')).build(flags, cwd)())
    })
  build.addHelpText('after', examples)

  withBuildFlags(root.command('notes'))
    .description('say what to prepare, how to watch the start and how to sign in')
    .action(async (flags: BuildFlags) => {
      answer(text(await (await import('./command/notes.js')).notes(flags, cwd)()))
    })

  root
    .command('overlays')
    .description('list the overlays, or say what one does')
    .argument('[name]')
    .action(async (name: string | undefined) => {
      answer(ofOne((await import('./command/catalogue.js')).overlaysText(name)))
    })

  root
    .command('presets')
    .description('list the presets, or say what one gives')
    .argument('[name]')
    .action(async (name: string | undefined) => {
      answer(ofOne((await import('./command/catalogue.js')).presetsText(name)))
    })

  root
    .command('values')
    .description('print what can be set, with its documentation')
    .argument('[path]', 'only this part, such as redis.storage or nfs')
    .option('--defaults', 'the defaults only')
    .addOption(new Option('--schema', 'JSON Schema, for editors').conflicts('defaults'))
    .action(async (path: string | undefined, flags: ValuesFlags) => {
      answer(ofOne((await import('./command/values.js')).values(path, flags)))
    })

  return root
}

const text: (result: E.Either<CommandErrors, string>) => Answers = E.map((shown) => ({
  text: shown,
  warnings: [],
}))

const ofOne = (result: E.Either<CommandError, string>): Answers =>
  text(E.mapLeft((error: CommandError) => [error])(result))

const many = (value: string, before: ReadonlyArray<string>): ReadonlyArray<string> => [...before, value]

const withBuildFlags = (command: Command): Command => {
  const noOverlay = new Option('--no-overlay <name>', 'take this overlay away')
    .argParser(many)
    .default([], 'none')
  noOverlay.negate = false // Commander takes --no-x for the negation of --x
  return command
    .option('--preset <name>', 'start from this preset (clearml-manifests presets)')
    .addOption(
      new Option('--overlay <name>', 'lay this overlay on top (clearml-manifests overlays)')
        .argParser(many)
        .default([], 'none'),
    )
    .addOption(noOverlay)
    .addOption(
      new Option('-f, --values <file>', 'values, as YAML or JSON; - is standard input')
        .argParser(many)
        .default([], 'none'),
    )
    .addOption(
      new Option('--set <path=value>', 'set a value, as Helm does').argParser(many).default([], 'none'),
    )
    .addOption(
      new Option('--set-string <path=value>', 'set a value that is text').argParser(many).default([], 'none'),
    )
    .option(
      '--deployment <file>',
      'preset, overlays and values in a file; none ignores clearml.yaml (default: clearml.yaml if it is there)',
    )
    .option('--namespace <name>', 'namespace of everything')
    .option('--debug', 'show where a defect of the program happened')
}

const examples = `
Flags that take a list may be repeated.

Examples:
  clearml-manifests build --preset single-node --set expose.host=ml-node-1 | kubectl apply -f -
  clearml-manifests build --preset cloud-ready --set domain=clearml.example.com -o clearml.yaml
  clearml-manifests build --overlay nfs --set nfs.server=10.0.0.5 --set nfs.path=/exports/clearml
  clearml-manifests notes --preset single-node --set expose.host=ml-node-1
  clearml-manifests values elasticsearch
`
