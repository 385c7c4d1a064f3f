/** Commands for who runs an installation: images, what it takes, credentials, passwords. */
import { type Command, Option } from 'commander'
import type { Either } from 'fp-ts/lib/Either.js'
import type { Answer } from './answer.js'
import type { ImagesFlags } from './command/images.js'
import type { InspectFlags } from './command/inspect.js'
import type { SecretsFlags } from './command/secrets.js'
import type { CommandErrors } from './commandError.js'
import { imagesExamples, inspectExamples, repeated, secretsExamples, usersExamples } from './examples.js'
import { withBuildFlags } from './options.js'
import type { BuildFlags } from './request.js'

/** By name, in the order of the help; each is added to `root` when it is called. */
export const operatorCommands = (
  root: Command,
  cwd: string,
  answer: (answers: Either<CommandErrors, Answer>) => void,
): Readonly<Record<string, () => Command>> => ({
  images: () =>
    withBuildFlags(root.command('images'))
      .description('list the images of what is built, pin them to digests, or say what a mirror must have')
      .addOption(
        new Option('--format <format>', 'form of the list; yaml and json say what uses each image')
          .choices(['text', 'yaml', 'json'])
          .default('text'),
      )
      .addOption(
        new Option(
          '--lock <directory>',
          'write a kustomization.yaml there that pins each image to its digest, for --overlay and for Kustomize',
        ).conflicts(['mirror', 'format']),
      )
      .option('--digests <file>', 'for --lock: a line IMAGE DIGEST for each image; - is standard input')
      .addOption(
        new Option(
          '--mirror <registry>',
          'print lines SOURCE DESTINATION: what to copy for the value imageRegistry, such as registry.example.com/mirror',
        ).conflicts('format'),
      )
      .addHelpText('after', repeated + imagesExamples)
      .action(async (flags: BuildFlags & ImagesFlags) => {
        answer(await (await import('./command/images.js')).images(flags, cwd)())
      }),
  inspect: () =>
    withBuildFlags(root.command('inspect'))
      .description('say what will be installed, and what CPU, memory and storage it takes')
      .argument('[file]', 'a stream, as YAML or JSON; - is standard input; what the flags build if not given')
      .addOption(
        new Option('--format <format>', 'form of the output').choices(['text', 'json']).default('text'),
      )
      .addHelpText('after', repeated + inspectExamples)
      .action(async (file: string | undefined, flags: BuildFlags & InspectFlags) => {
        answer(await (await import('./command/inspect.js')).inspect(file, flags, cwd)())
      }),
  secrets: () =>
    withBuildFlags(root.command('secrets'))
      .description('make the Secret of all credentials once, as a manifest that is not in the stream')
      .option('-o, --output <file>', 'where it goes, readable for you alone; - is standard output')
      .option('--rotate', 'the file is there: make its system keys anew; the administrator stays')
      .option('--admin-password-file <file>', 'password of the administrator; - is standard input')
      .addHelpText('after', repeated + secretsExamples)
      .action(async (flags: BuildFlags & SecretsFlags) => {
        answer(await (await import('./command/secrets.js')).secrets(flags, cwd)())
      }),
  users: () =>
    root
      .command('users')
      .description(
        'users hash: print the bcrypt hash of a password, read from the terminal or standard input',
      )
      .argument('[subcommand]', 'hash')
      .addHelpText('after', usersExamples)
      .action(async (subcommand: string | undefined) => {
        answer(await (await import('./command/users.js')).users(subcommand)())
      }),
})
