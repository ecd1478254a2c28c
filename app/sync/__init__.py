"""Operations from phones: the log, push, pull, reconcile and quarantine. It knows no domain: kinds register."""
