"""The demonstration: six invented months in Ljusdal whose truth is known, loaded by the ways that real data takes."""
