/**
 * The part of the launcher that changes what `K8sIntegration` of clearml-agent does, in Python: its methods, and what its
 * module calls. Source: `clearml_agent/glue/k8s.py` of clearml-agent 2.0.7 and 3.0.3.
 */
export const glueClass: string = `def audible(command, strip=False, stderr=None, stdin=False, raise_error=False):
    """In the place of get_bash_output, which drops what a command says when it fails."""
    try:
        return get_bash_output(command, strip=strip, stdin=stdin, raise_error=True)
    except subprocess.CalledProcessError as error:
        said = (error.output or b"").decode("utf-8", "replace").strip()
        log(f"{said or 'no output'} ({' '.join(command.split()[:3])}, exit code {error.returncode})")
        if raise_error:
            raise
        return ""


k8s.get_bash_output = pending_pods_daemon.get_bash_output = audible
# JSON, which is YAML to any reader: clearml-agent writes texts such as yes and 12:30 without quotes.
k8s.yaml = types.SimpleNamespace(**{**vars(k8s.yaml), "dump": json.dump})


class Glue(k8s.K8sIntegration):
    """The class of clearml-agent, where a cluster of several people asks for more."""

    clearml_answers = True

    @staticmethod
    def register_signal_handler():
        pass  # ours is there

    def _resolve_template(self, *_, **__):
        """Read again, so that a change reaches the next task. The class takes the first container for the task's."""
        template = self._load_template_file(TEMPLATE)
        template["spec"]["containers"].sort(key=lambda container: container.get("name") != "task")
        return template

    def _get_extra_task_config(self):
        """The class writes the user and the password for git into the pod; here tasks have them by their environment."""
        return ["agent.package_manager.system_site_packages: true"] if self._force_system_site_packages else []

    def get_kubectl_command(self, command, output="json", **options):
        """Pods of ended tasks, which may be kept, take no place and no port."""
        if command == "get pods" and not options.get("filters"):
            options["filters"] = ["status.phase!=Succeeded", "status.phase!=Failed"]
        return super().get_kubectl_command(command, output=output, **options)

    def _get_used_pods(self):
        beat("alive")
        used = super()._get_used_pods()
        if used[0] >= 0 and self.clearml_answers:
            beat("ready")
        return used

    def _get_next_task(self, *arguments, **options):
        Ending.hold()
        task = None
        try:
            task = super()._get_next_task(*arguments, **options)
            self.clearml_answers = True
        except Exception:
            self.clearml_answers = False
            raise
        finally:
            if not (isinstance(task, dict) and task.get("entry")):
                Ending.release()
        return task

    def run_one_task(self, *arguments, **options):
        try:
            return super().run_one_task(*arguments, **options)
        finally:
            Ending.release()

    def _kubectl_apply(self, *arguments, **options):
        """The pod of an earlier run of this task, kept or not deleted yet, makes place: a pod cannot be changed."""
        ended = [f"metadata.name={options['pod_name']}", "status.phase!=Pending", "status.phase!=Running"]
        try:
            self._delete_pods(ended, options["namespace"])
        except subprocess.CalledProcessError:
            pass  # it was said; apply says what is wrong
        return super()._kubectl_apply(*arguments, **options)
`
