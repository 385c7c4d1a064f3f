/** The command line: what commands and flags there are. The code of a command is loaded when it runs. */
import { Command, Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { nearest } from '../json.js'
import type { Answer } from './answer.js'
import type { OutputFlags } from './command/build.js'
import type { DiffFlags } from './command/diff.js'
import type { ExplainFlags } from './command/explain.js'
import type { LintFlags, ValidateFlags } from './command/validate.js'
import type { ValuesFlags } from './command/values.js'
import type { CommandError, CommandErrors } from './commandError.js'
import { diffExamples, examples, explainExamples, fnExamples, repeated, start } from './examples.js'
import { operatorCommands } from './operatorCommands.js'
import { crd, ignore, kubeVersion, part, withBuildFlags } from './options.js'
import type { BuildFlags } from './request.js'
import { version } from './version.js'

type Answers = E.Either<CommandErrors, Answer>

/**
 * The command line as a Commander program; `answer` is called with what the chosen command gives. Where `first`, the
 * first argument, is a command whose help says nothing of the others, they are left out: that starts faster.
 */
export const program = (
  { cwd, colours = false }: { readonly cwd: string; readonly colours?: boolean },
  first: string | undefined,
  answer: (answers: Answers) => void,
): Command => {
  const root = new Command('clearml-manifests')
    .description('Prints the Kubernetes manifests of a ClearML installation as one YAML stream.')
    .version(version)
    .usage('<command> [options]')
    .helpCommand(false)
    .helpOption('-h, --help', 'say more, here or of one command')
    .addHelpText('after', start)
    .action((_flags: unknown, { args: [name] }: Command) => answer(E.left([unknownCommand(name)])))
  const unknownCommand = (name: string | undefined): CommandError => {
    const known = root.commands.map((command) => command.name())
    if (name === undefined) {
      return { _tag: 'Usage', message: `no command; there are ${known.join(', ')} (--help says more)` }
    }
    if (name.startsWith('-')) {
      const example = 'clearml-manifests build --preset dev'
      return {
        _tag: 'Usage',
        message: `unknown option '${name}'; flags come after a command, as in: ${example}`,
      }
    }
    return { _tag: 'UnknownName', kind: 'command', name, nearest: nearest(name, known), known }
  }

  const commands: Readonly<Record<string, () => Command>> = {
    build: () =>
      withBuildFlags(root.command('build'))
        .description('print the manifests as one stream, for kubectl apply -f -')
        .option('-o, --output <target>', 'a file, or a directory that ends in /; - is standard output', '-')
        .addOption(
          new Option('--format <format>', 'form of the output').choices(['yaml', 'json']).default('yaml'),
        )
        .addOption(part().default('all'))
        .option(
          '--previous <file>',
          'the stream that is applied today: stop where applying this one would be refused, or would lose data',
        )
        .option(
          '--base <source>',
          'lay overlays over these manifests instead: a file, a directory (built by its kustomization.yaml if it has one), or - for standard input',
        )
        .option('--validate', 'check the stream against the API of Kubernetes first (see: validate)')
        .action(async (flags: BuildFlags & OutputFlags) => {
          answer(await (await import('./command/build.js')).build(flags, cwd)())
        })
        .addHelpText('after', repeated + examples('build')),
    notes: () =>
      withBuildFlags(root.command('notes'))
        .description('say what to prepare, the URLs, how to watch the start, how to sign in')
        .addHelpText('after', repeated + examples('notes'))
        .action(async (flags: BuildFlags) => {
          answer(text(await (await import('./command/notes.js')).notes(flags, cwd)()))
        }),
    explain: () =>
      withBuildFlags(root.command('explain'))
        .description(
          'say where a field of an object comes from: every value, overlay and file that had a part in it',
        )
        .argument('<object>', 'KIND/NAME, such as Deployment/clearml-apiserver')
        .argument('[field]', 'path of a field, such as spec.template.spec.containers[0].image')
        .option('--all', 'the whole object as YAML; beside each line, who wrote it')
        .addHelpText('after', repeated + explainExamples)
        .action(async (object: string, field: string | undefined, flags: BuildFlags & ExplainFlags) => {
          answer(await (await import('./command/explain.js')).explain(object, field, flags, cwd)())
        }),
    overlays: () =>
      root
        .command('overlays')
        .description('list the overlays, or say what one does')
        .argument('[name]', 'one of them')
        .action(async (name: string | undefined) => {
          answer(ofOne((await import('./command/catalogue.js')).overlaysText(name)))
        }),
    presets: () =>
      root
        .command('presets')
        .description('list the presets, or say what one gives')
        .argument('[name]', 'one of them')
        .action(async (name: string | undefined) => {
          answer(ofOne((await import('./command/catalogue.js')).presetsText(name)))
        }),
    values: () =>
      root
        .command('values')
        .description('print what can be set, with its documentation')
        .argument('[path]', 'only this part, such as redis.storage or nfs')
        .option('--defaults', 'the defaults only')
        .addOption(new Option('--schema', 'JSON Schema, for editors').conflicts('defaults'))
        .action(async (path: string | undefined, flags: ValuesFlags) => {
          answer(ofOne((await import('./command/values.js')).values(path, flags)))
        }),
    validate: () =>
      root
        .command('validate')
        .description(
          'check any stream by the API of Kubernetes and by lint rules; exit code 1 when it does not fit',
        )
        .argument('[file]', 'YAML or JSON; - is standard input', '-')
        .addOption(kubeVersion())
        .addOption(crd())
        .addOption(ignore())
        .option('--pod-security', 'say for each pod template which Pod Security level it reaches')
        .action(async (file: string, flags: ValidateFlags & LintFlags) => {
          const { validate } = await import('./command/validate.js')
          answer(await validate(file, flags, cwd)())
        }),
    diff: () =>
      withBuildFlags(root.command('diff'))
        .description(
          'compare two streams, or one with what is built, object by object; exit code 1 when they differ',
        )
        .argument('<old>', 'YAML or JSON, or a directory of such files; - is standard input')
        .argument('[new]', 'likewise; what the flags build if not given')
        .addOption(part())
        .addOption(
          new Option(
            '--format <format>',
            'lines for each field, a patch for each object, or a list for programs',
          )
            .choices(['tree', 'unified', 'json'])
            .default('tree'),
        )
        .action(async (before: string, after: string | undefined, flags: BuildFlags & DiffFlags) => {
          answer(await (await import('./command/diff.js')).diff(before, after, flags, { cwd, colours })())
        })
        .addHelpText('after', repeated + diffExamples),
    fn: () =>
      root
        .command('fn')
        .description(
          'run inside kustomize or kpt, as a KRM function: a ResourceList from standard input to standard output',
        )
        .addHelpText('after', fnExamples)
        .action(async () => {
          answer(await (await import('./command/fn.js')).fn(cwd)())
        }),
    ...operatorCommands(root, cwd, answer),
    help: () =>
      root
        .command('help')
        .description('the same as --help')
        .argument('[command]', 'one of the above')
        .action((name: string | undefined) => {
          const chosen = name === undefined ? root : root.commands.find((command) => command.name() === name)
          if (chosen === undefined) answer(E.left([unknownCommand(name)]))
          else chosen.help()
        }),
  }
  const isAlone = first !== undefined && first !== 'help' && Object.hasOwn(commands, first)
  for (const name of isAlone ? [first] : Object.keys(commands)) commands[name]?.()
  root.allowUnknownOption().allowExcessArguments() // after the commands, which would inherit it: the action above names what is wrong
  return root
}

const text: (result: E.Either<CommandErrors, string>) => Answers = E.map((shown) => ({
  text: shown,
  warnings: [],
}))

const ofOne = (result: E.Either<CommandError, string>): Answers =>
  text(E.mapLeft((error: CommandError) => [error])(result))
