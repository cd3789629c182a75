//! Asterisk itself: information, modules, logs, dynamic configuration, global variables.
//!
//! Written by ari-client-generate from the catalogue; do not edit.

#[allow(unused_imports, reason = "one list for all resources")]
use alloc::vec::Vec;

use super::macros::operations;
#[cfg(feature = "client")]
use super::macros::resource;
#[allow(unused_imports, reason = "one list for all resources")]
use crate::model::*;
#[allow(unused_imports, reason = "one list for all resources")]
use crate::text::{BridgeId, ChannelId, PlaybackId, RecordingName, Text};

operations! {
    "Reads a dynamic configuration object." GetObject "asterisk.getObject" Get "/asterisk/config/dynamic/{configClass}/{objectType}/{id}" since ["13.5.0"] => [Vec<ConfigTuple>] {
        required {
            config_class "configClass" path Text => "The class of the object, such as `res_pjsip`.";
            object_type "objectType" path Text => "The type of the object, such as `endpoint`.";
            id "id" path Text => "The object's id.";
        }
        optional {}
    }
    "Creates or updates a dynamic configuration object." UpdateObject "asterisk.updateObject" Put "/asterisk/config/dynamic/{configClass}/{objectType}/{id}" since ["13.5.0"] => [Vec<ConfigTuple>] {
        required {
            config_class "configClass" path Text => "The class of the object, such as `res_pjsip`.";
            object_type "objectType" path Text => "The type of the object, such as `endpoint`.";
            id "id" path Text => "The object's id.";
            fields "fields" body Vec<ConfigTuple> => "Fields to set.";
        }
        optional {}
    }
    "Deletes a dynamic configuration object." DeleteObject "asterisk.deleteObject" Delete "/asterisk/config/dynamic/{configClass}/{objectType}/{id}" since ["13.5.0"] => [()] {
        required {
            config_class "configClass" path Text => "The class of the object, such as `res_pjsip`.";
            object_type "objectType" path Text => "The type of the object, such as `endpoint`.";
            id "id" path Text => "The object's id.";
        }
        optional {}
    }
    "Tells of Asterisk." GetInfo "asterisk.getInfo" Get "/asterisk/info" since ["12.0.0"] => [AsteriskInfo] {
        required {}
        optional {
            only "only" list InfoPart => "The only parts to tell.";
        }
    }
    "Asks whether Asterisk is there." Ping "asterisk.ping" Get "/asterisk/ping" since ["13.25.0", "16.2.0"] => [AsteriskPing] {
        required {}
        optional {}
    }
    "Lists all modules." ListModules "asterisk.listModules" Get "/asterisk/modules" since ["13.5.0"] => [Vec<Module>] {
        required {}
        optional {}
    }
    "Tells of a module." GetModule "asterisk.getModule" Get "/asterisk/modules/{moduleName}" since ["13.5.0"] => [Module] {
        required {
            module_name "moduleName" path Text => "The module, such as `app_dial.so`.";
        }
        optional {}
    }
    "Loads a module." LoadModule "asterisk.loadModule" Post "/asterisk/modules/{moduleName}" since ["13.5.0"] => [()] {
        required {
            module_name "moduleName" path Text => "The module, such as `app_dial.so`.";
        }
        optional {}
    }
    "Unloads a module." UnloadModule "asterisk.unloadModule" Delete "/asterisk/modules/{moduleName}" since ["13.5.0"] => [()] {
        required {
            module_name "moduleName" path Text => "The module, such as `app_dial.so`.";
        }
        optional {}
    }
    "Reloads a module." ReloadModule "asterisk.reloadModule" Put "/asterisk/modules/{moduleName}" since ["13.5.0"] => [()] {
        required {
            module_name "moduleName" path Text => "The module, such as `app_dial.so`.";
        }
        optional {}
    }
    "Lists all logs." ListLogChannels "asterisk.listLogChannels" Get "/asterisk/logging" since ["13.6.0"] => [Vec<LogChannel>] {
        required {}
        optional {}
    }
    "Adds a log." AddLog "asterisk.addLog" Post "/asterisk/logging/{logChannelName}" since ["13.6.0"] => [()] {
        required {
            log_channel_name "logChannelName" path Text => "The log.";
            configuration "configuration" query Text => "What goes into it, such as `notice,warning,error`.";
        }
        optional {}
    }
    "Deletes a log." DeleteLog "asterisk.deleteLog" Delete "/asterisk/logging/{logChannelName}" since ["13.6.0"] => [()] {
        required {
            log_channel_name "logChannelName" path Text => "The log.";
        }
        optional {}
    }
    "Rotates a log." RotateLog "asterisk.rotateLog" Put "/asterisk/logging/{logChannelName}/rotate" since ["13.6.0"] => [()] {
        required {
            log_channel_name "logChannelName" path Text => "The log.";
        }
        optional {}
    }
    "Reads a global variable." GetGlobalVar "asterisk.getGlobalVar" Get "/asterisk/variable" since ["12.0.0"] => [Variable] {
        required {
            variable "variable" query Text => "The variable.";
        }
        optional {}
    }
    "Sets a global variable." SetGlobalVar "asterisk.setGlobalVar" Post "/asterisk/variable" since ["12.0.0"] => [()] {
        required {
            variable "variable" query Text => "The variable.";
        }
        optional {
            value "value" query Text => "Its value; empty if left out.";
        }
    }
}

#[cfg(feature = "client")]
resource! {
    "Asterisk itself: information, modules, logs, dynamic configuration, global variables." Asterisk {
        "Reads a dynamic configuration object." get_object GetObject => Vec<ConfigTuple>;
        "Creates or updates a dynamic configuration object." update_object UpdateObject => Vec<ConfigTuple>;
        "Deletes a dynamic configuration object." delete_object DeleteObject => ();
        "Tells of Asterisk." get_info GetInfo => AsteriskInfo;
        "Asks whether Asterisk is there." ping Ping => AsteriskPing;
        "Lists all modules." list_modules ListModules => Vec<Module>;
        "Tells of a module." get_module GetModule => Module;
        "Loads a module." load_module LoadModule => ();
        "Unloads a module." unload_module UnloadModule => ();
        "Reloads a module." reload_module ReloadModule => ();
        "Lists all logs." list_log_channels ListLogChannels => Vec<LogChannel>;
        "Adds a log." add_log AddLog => ();
        "Deletes a log." delete_log DeleteLog => ();
        "Rotates a log." rotate_log RotateLog => ();
        "Reads a global variable." get_global_var GetGlobalVar => Variable;
        "Sets a global variable." set_global_var SetGlobalVar => ();
    }
}
