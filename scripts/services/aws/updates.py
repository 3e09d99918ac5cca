"""How CloudFormation updates a stack, where moto does otherwise. Imported by emulator.py.
- What leaves a template stays where its DeletionPolicy is Retain.
- Exports are those of the new template; one that another stack imports cannot go.
- An update that fails is undone with the template before, and the stack is UPDATE_ROLLBACK_COMPLETE.
"""
import json
import sys

from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import Stack, cloudformation_backends
from moto.cloudformation.parsing import ResourceMap

_delete_resource = ResourceMap._delete_resource


def delete_resource(self, parsed, resource_json):
    if resource_json.get("DeletionPolicy") != "Retain":
        _delete_resource(self, parsed, resource_json)


ResourceMap._delete_resource = delete_resource


def importers(backend, name):
    """Names of the stacks that import the export."""
    return [stack.name for stack in backend.stacks.values() if f'"Fn::ImportValue": "{name}"' in json.dumps(stack.template_dict)]


def exported(stack):
    return {output["Export"]["Name"] for output in stack.template_dict.get("Outputs", {}).values() if "Export" in output}


_update = Stack.update


def update(self, template, role_arn=None, parameters=None, tags=None):
    backend = cloudformation_backends[self.account_id][self.region_name]
    before, had = self.template, exported(self)
    try:
        self.template = template
        self._parse_template()
        for name in had - exported(self):
            by = importers(backend, name)
            if by:
                raise ValidationError(self.name, message=f"Export {name} cannot be deleted as it is in use by {', '.join(by)}")
        _update(self, template, role_arn, parameters, tags)
    except Exception as error:  # noqa: BLE001
        reason = getattr(error, "message", None) or str(error)
        print("update of", self.name, "failed:", reason, file=sys.stderr, flush=True)
        self._add_stack_event("UPDATE_ROLLBACK_IN_PROGRESS", resource_status_reason=reason)
        self.template = before
        self._parse_template()
        self.resource_map.update(self.template_dict, parameters)
        self.output_map = self._create_output_map()
        self._add_stack_event("UPDATE_ROLLBACK_COMPLETE")
        self.status = "UPDATE_ROLLBACK_COMPLETE"
    for name in had | exported(self):
        backend.exports.pop(name, None)
    for export in self.exports:
        backend.exports[export.name] = export


Stack.update = update
