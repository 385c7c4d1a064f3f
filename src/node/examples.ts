/** What the help of a command shows below its flags. */

/** Of the flags of a build. */
export const repeated: string = `
--overlay, --no-overlay, --values, --set, --set-string and --ignore may be repeated. Of values, the
last one counts: files in their order, then --set, then --set-string, then --namespace.
`

/** Of a command that builds. */
export const examples = (command: string): string => `
Examples:
  clearml-manifests ${command} --preset single-node --set expose.host=ml-node-1
  clearml-manifests ${command} --preset cloud-ready --set domain=clearml.example.com
  clearml-manifests ${command} --overlay nfs --set nfs.server=10.0.0.5 --set nfs.path=/exports/clearml
  clearml-manifests ${command} --preset dev --set webserver.replicas=2 --namespace ml
`

/** Of `explain`. */
export const explainExamples: string = `
Examples:
  clearml-manifests explain Deployment/clearml-apiserver spec.template.spec.nodeSelector
  clearml-manifests explain deployment/clearml-webserver spec.template.spec.containers[name=webserver].image
  clearml-manifests explain StatefulSet/clearml-redis --all --preset dev
`

/** Of `diff`. */
export const diffExamples: string = `
Examples:
  clearml-manifests diff applied.yaml --preset dev        what applying the build would change
  clearml-manifests diff old.yaml new.yaml
  clearml-manifests diff old/ new/ --format unified
  git show main:all.yaml | clearml-manifests diff - all.yaml
`

/** Of `fn`. */
export const fnExamples: string = `
What is to be done is said by the functionConfig of the list: kind Kustomization lays its fields over the
items, kind ClearML (clearml-manifests/v1) puts an installation among them, as clearml.yaml describes it.

Examples (clearml-fn is an executable file: #!/bin/sh, exec clearml-manifests fn):
  kpt fn eval DIR --exec ./clearml-fn --fn-config config.yaml
  kpt fn eval DIR --exec ./clearml-fn -- preset=dev webserver.replicas=2
  kpt fn source DIR --fn-config config.yaml | clearml-manifests fn | kpt fn sink NEW-DIR
  kustomize build --enable-alpha-plugins --enable-exec DIR
`

/** Of `images`. */
export const imagesExamples: string = `
Examples:
  clearml-manifests images --preset dev
  clearml-manifests images --preset dev | while read -r i; do echo "$i $(crane digest "$i")"; done > digests.txt
  clearml-manifests images --preset dev --lock ./lock --digests digests.txt
  clearml-manifests images --preset dev --mirror registry.example.com/mirror
`

/** Of `inspect`. */
export const inspectExamples: string = `
Examples:
  clearml-manifests inspect --preset single-node --set expose.host=ml-node-1
  clearml-manifests inspect all.yaml
`

/** Of `secrets`. */
export const secretsExamples: string = `
Examples:
  clearml-manifests secrets -o credentials.yaml
  clearml-manifests secrets -o - | kubeseal --format yaml > sealed.yaml
  clearml-manifests secrets -o credentials.yaml --rotate
`

/** Of `users`. */
export const usersExamples: string = `
Examples:
  clearml-manifests users hash                     asks twice, and shows nothing of it
  pass show clearml/jane | clearml-manifests users hash
`

/** Of the whole. */
export const start: string = `
To begin with:
  clearml-manifests presets                     what there is to start from
  clearml-manifests build --preset dev          an installation for kind or minikube
  clearml-manifests build --preset dev | kubectl apply -f -
  clearml-manifests notes --preset dev          how to watch its start and how to sign in
  clearml-manifests values elasticsearch        what can be set, part by part
`
