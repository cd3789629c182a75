//! What ARI alone tells.

use super::recorded::{folders_with_ari, play_ari, read_ari};
use crate::captures::last_records;
use crate::disorder::differences::differences;
use crate::recording::{play, read};

#[test]
fn explore() {
    for folder in folders_with_ari() {
        let ami = last_records(&play(&read(&folder)).1);
        let ari = last_records(&play_ari(&read_ari(&folder.join("ari.jsonl"))).1);
        let name = format!("{}/{}", folder.parent().unwrap().file_name().unwrap().to_str().unwrap(), folder.file_name().unwrap().to_str().unwrap());
        for one in &ami {
            match ari.iter().find(|call| call.id == one.id) {
                None => println!("{name}: missing {} {:?}->{:?} merged_into {:?}", one.id, one.caller.number, one.dialled, one.merged_into),
                Some(other) => {
                    let d = differences(one, other);
                    if !d.is_empty() {
                        println!("{name}: {} {d:?}", one.id);
                    }
                }
            }
        }
        for other in ari.iter().filter(|call| !ami.iter().any(|one| one.id == call.id)) {
            println!("{name}: too many {} {:?}->{:?} merged_into {:?}", other.id, other.caller.number, other.dialled, other.merged_into);
        }
    }
}
