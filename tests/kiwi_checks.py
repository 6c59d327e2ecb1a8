"""Asks KIWI's own RuntimeChecker about descriptions.

Reads one JSON object a line from standard input, {"file": ..., "selections": [{"profiles": [...], "type": ...,
"arch": ...}, ...]},
and answers one a line: {"file": ..., "loaded": bool, "results": [{"error": name or null, "fired": [check, ...]}, ...]}.
The description goes through KIWI's upgrade and parser; the schema is not asked, since only the checks are compared.
"""
import json
import logging
import sys

logging.disable(logging.CRITICAL)

from kiwi import defaults, xml_parse  # noqa: E402
from kiwi.defaults import Defaults  # noqa: E402
from kiwi.exceptions import KiwiNotImplementedError, KiwiRuntimeError, KiwiUriStyleUnknown  # noqa: E402
from kiwi.firmware import FirmWare  # noqa: E402
from kiwi.markup import Markup  # noqa: E402
from kiwi.runtime_checker import RuntimeChecker  # noqa: E402
from kiwi.system.uri import Uri  # noqa: E402
from kiwi.xml_state import XMLState  # noqa: E402

CHECKS = (
    'check_image_version_provided',
    'check_initrd_selection_required',
    'check_volume_setup_defines_reserved_labels',
    'check_volume_setup_defines_multiple_fullsize_volumes',
    'check_volume_setup_has_no_root_definition',
    'check_volume_label_used_with_lvm',
    'check_swap_name_used_with_lvm',
    'check_xen_uniquely_setup_as_server_or_guest',
    'check_dracut_module_for_live_iso_in_package_list',
    'check_dracut_module_for_disk_overlay_in_package_list',
    'check_dracut_module_for_disk_oem_in_package_list',
    'check_dracut_module_for_oem_install_in_package_list',
    'check_appx_naming_conventions_valid',
    'check_image_type_unique',
    'check_include_references_unresolvable',
    'check_partuuid_persistency_type_used_with_mbr',
    'check_efi_fat_image_has_correct_size',
    'check_bootloader_env_compatible_with_loader',
    'check_repositories_configured',
    'check_image_include_repos_publicly_resolvable',
)


def raised_later(state):
    """What is no runtime check, and stops the build all the same."""
    found = []
    if state.get_build_type_name() in ('oem', 'iso', 'kis', 'pxe'):
        try:
            FirmWare(state)
        except KiwiNotImplementedError:
            found.append('firmware')
    try:
        for repository in state.get_repository_sections():
            path = repository.get_source().get_path()
            # addresses of the build service would be asked for on a network; `this:` is resolved before
            if not path.lower().startswith(('obs:', 'obsrepositories:', 'this:')):
                Uri(path).translate(False)
    except KiwiUriStyleUnknown:
        found.append('repository_uri')
    try:
        state.get_repositories_signing_keys()
    except KiwiUriStyleUnknown:
        found.append('signing_keys')
    return found


def judge(data, selection):
    defaults.PLATFORM_MACHINE = selection['arch']
    Defaults.set_platform_name(selection['arch'])
    try:
        state = XMLState(data, selection['profiles'] or None, selection['type'])
    except Exception as error:
        return {'error': type(error).__name__, 'fired': []}
    checker = RuntimeChecker(state)
    fired = []
    other = None
    for name in CHECKS:
        try:
            getattr(checker, name)()
        except KiwiRuntimeError:
            fired.append(name)
        except Exception as error:
            other = '{0}: {1}'.format(name, type(error).__name__)
    try:
        fired += raised_later(state)
    except Exception as error:
        other = 'later: {0}'.format(type(error).__name__)
    return {'error': None, 'fired': fired, 'other': other}


for line in sys.stdin:
    request = json.loads(line)
    try:
        markup = Markup.new(request['file'])
        path = markup.get_xml_description()
        data = xml_parse.parse(path, True)
        data.description_dir = '.'
        data.derived_description_dir = None
        loaded = True
    except Exception as error:
        answer = {'file': request['file'], 'loaded': False, 'why': repr(error)[:200], 'results': []}
        print(json.dumps(answer), flush=True)
        continue
    results = []
    for selection in request['selections']:
        results.append(judge(data, selection))
    print(json.dumps({'file': request['file'], 'loaded': True, 'results': results}), flush=True)
