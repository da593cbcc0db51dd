"""scikit-learn fits on the training rows and divides by n."""
from sklearn.preprocessing import StandardScaler

scaler = StandardScaler().fit(Xtr)
Xtr_scale = torch.tensor(scaler.transform(Xtr), dtype=torch.float32)
Xts_scale = torch.as_tensor(scaler.transform(Xts)).float()
